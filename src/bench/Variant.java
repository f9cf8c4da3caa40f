/** How a server is set up. */
enum Variant {
    /** To everybody, without encryption. */
    OPEN,
    /** To everybody, with TLS. */
    TLS,
    /** To those who bring a token. */
    CLOSED,
    /** As {@link #OPEN}, started with what an earlier start left for the next ones. */
    TRAINED
}
