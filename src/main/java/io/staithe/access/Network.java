package io.staithe.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** What those addresses have in common that one client can choose from. */
public final class Network {

    private static final int LONGEST_ADDRESS = 64;
    /** Who has an address of IPv6 has all others that begin with the same 64 bits. */
    private static final int PREFIX_BYTES = 8;

    private Network() {}

    /** A key for counts; what is no address, as proxies may send it, is its own. */
    public static String of(String address) {
        try {
            if (InetAddress.ofLiteral(address) instanceof Inet6Address v6) {
                return HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), PREFIX_BYTES)) + "/64";
            }
            return address;
        } catch (IllegalArgumentException e) {
            return address.substring(0, Math.min(address.length(), LONGEST_ADDRESS));
        }
    }
}
