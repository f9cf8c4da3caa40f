package example;

/** What Jib puts into an image. */
public final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        System.out.println("hello from jib");
    }
}
