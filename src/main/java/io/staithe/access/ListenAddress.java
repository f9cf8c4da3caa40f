package io.staithe.access;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The address that the registry listens on, as it is configured; empty for all of the machine's. */
public record ListenAddress(String value) {

    /** Whether only programs of this machine reach it. */
    public boolean isLoopback() {
        try {
            return !value.isEmpty() && InetAddress.getByName(value).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
