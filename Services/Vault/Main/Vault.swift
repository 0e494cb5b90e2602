@main
struct Vault {
    static func main() {}
}
