package io.staithe.storeidentity;

import io.staithe.blobstore.BackEnd;
import io.staithe.blobstore.BlobStore;
import io.staithe.database.Database;
import io.staithe.metadata.StoreIdentities;
import io.staithe.metadata.StoredKeys;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {

    private static final Logger log = LoggerFactory.getLogger(IdentityConfiguration.class);

    @Bean
    @DependsOnDatabaseInitialization
    BlobStore blobStore(
            BackEnd backEnd, Database database, StoreIdentities rows, StoredKeys keys, RandomGenerator random) {
        StoreIdentity identity = new StoreIdentity(database, rows, keys, backEnd, random);
        try {
            identity.check();
        } catch (WrongStoreException e) {
            throw e.refusal(backEnd.mark().setting());
        } catch (IOException e) {
            log.error("Nobody can tell whether this is the right store, starting all the same: {}", e.getMessage());
        }
        return new IdentifiedBlobStore(backEnd.store(), identity);
    }
}
