/** How a server is set up, and as whom its clients come. */
enum Variant {
    /** To everybody, without encryption. */
    OPEN,
    /** To everybody, with TLS. */
    TLS,
    /** As {@link #OPEN}, started with what an earlier start left for the next ones. */
    TRAINED,
    /** As {@link #OPEN}, with a heap for many connections. */
    ROOMY,
    /** As {@link #OPEN}, with much that its collector takes away meanwhile. */
    COLLECTING,
    /** As {@link #OPEN}, with a large database. */
    FILLED,
    /** To those who say who they are, which nobody does on his own. */
    CLOSED,
    /** The same, to those who bring a token of the token server. */
    BEARER,
    /** The same, to those who bring name and password. */
    BASIC,
    /** The same, to those who bring an access token in the place of the password. */
    TOKEN,
    /** The same, to a robot. */
    ROBOT;

    /** Whether who says nothing is asked who he is. */
    boolean asks() {
        return switch (this) {
            case OPEN, TLS, TRAINED, ROOMY, COLLECTING, FILLED -> false;
            case CLOSED, BEARER, BASIC, TOKEN, ROBOT -> true;
        };
    }
}
