import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A certificate for the servers, and clients that trust it. */
final class Tls {

    private static final SSLContext CONTEXT = context();

    private Tls() {}

    static Socket connect(int port) throws IOException {
        return CONTEXT.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    }

    /** Makes {@code cert.pem} and {@code key.pem} in the folder, by openssl. */
    static void certificate(Path folder) throws IOException, InterruptedException {
        if (Files.exists(folder.resolve("cert.pem"))) {
            return;
        }
        Process openssl = new ProcessBuilder(
                        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
                                        + " -subj /CN=127.0.0.1 -keyout key.pem -out cert.pem")
                                .split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        if (openssl.waitFor() != 0) {
            throw new IOException("openssl: " + Files.readString(folder.resolve("openssl.log")));
        }
    }

    private static SSLContext context() {
        TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, new TrustManager[] {all}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
