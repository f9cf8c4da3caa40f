package io.staithe.storeidentity;

import io.staithe.blobstore.StoreMark;
import io.staithe.settings.InvalidSettingException;
import java.io.IOException;

/** The store can be read, and it is not the one that the database belongs to. */
final class WrongStoreException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String remedy;

    private WrongStoreException(String reason, String remedy) {
        super(reason + ". " + remedy);
        this.reason = reason;
        this.remedy = remedy;
    }

    static WrongStoreException withoutMark(StoreMark mark, String expected) {
        return new WrongStoreException(
                "this is not the store that the database belongs to, or it is not mounted: there is no " + mark.place(),
                "Mount or name the right one. If its content was moved here by hand, move that too, or write "
                        + expected + " into it.");
    }

    static WrongStoreException ofAnother(StoreMark mark, String expected, String found) {
        return new WrongStoreException(
                "the store belongs to another registry: " + mark.place() + " says " + found
                        + ", and the database belongs to " + expected,
                "Name the store that belongs to the database, or the database that belongs to the store.");
    }

    static WrongStoreException unknown(StoreMark mark, String found) {
        return new WrongStoreException(
                "the store belongs to another database: " + mark.place() + " says " + found
                        + ", and this database knows nothing that is in it",
                "Name the database that belongs to it, or an empty store. To begin anew with this one, remove that"
                        + " mark.");
    }

    static WrongStoreException withoutBlobs(StoreMark mark, String expected, int asked) {
        return new WrongStoreException(
                "none of the " + asked + " blobs that were looked for is in this store",
                "Mount or name the right one. If they are really lost, write " + expected + " into " + mark.place()
                        + " and push them again.");
    }

    InvalidSettingException refusal(StoreMark.Setting setting) {
        return new InvalidSettingException(setting.property(), setting.value(), reason, remedy);
    }
}
