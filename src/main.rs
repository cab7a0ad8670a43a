fn main() -> std::process::ExitCode {
    guiyan::cli::run()
}
