@main
struct HostedPage {
    static func main() {}
}
