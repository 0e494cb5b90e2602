@main
struct PaydeskCommand {
    static func main() {}
}
