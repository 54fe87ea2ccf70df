//! Plays days that seeds make up over a browser that is none, with the whole background in it:
//! `cargo run --release -p background --example simulate -- --seeds 10000`.

fn main() -> std::process::ExitCode {
    background::simulate(std::env::args().skip(1))
}
