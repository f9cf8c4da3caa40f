package io.staithe.blobstore;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A part of a file as a stream, which fails rather than ends early if the file is shorter than it should be. */
final class FileRange extends InputStream {

    private final FileChannel channel;
    private long remaining;

    private FileRange(FileChannel channel, long remaining) {
        this.channel = channel;
        this.remaining = remaining;
    }

    static InputStream open(Path path, long offset, long length) throws IOException {
        FileChannel channel = open(path);
        try {
            channel.position(offset);
            return new FileRange(channel, length);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static FileChannel open(Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (AccessDeniedException e) {
            throw new NoPermissionException("no permission to read " + path + ": check its owner and mode", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (remaining == 0) {
            return -1;
        }
        int count = channel.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, remaining)));
        if (count < 0) {
            throw new EOFException(remaining + " bytes are missing at the end of the file");
        }
        remaining -= count;
        return count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
