@main
struct SessionAPI {
    static func main() {}
}
