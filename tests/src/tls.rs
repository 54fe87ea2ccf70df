//! Servers to which no browser gets a secure connection.

use anyhow::{Context, Result};
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, Stream};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

/// Starts a server with a certificate that it made itself, and returns its port. It runs as long as the process.
///
/// # Errors
/// What the certificate or the port lacked.
pub fn unvouched() -> Result<u16> {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).context("a certificate")?;
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)?;
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0")?);
    let port = listener.local_addr()?.port();
    std::thread::spawn(move || {
        for mut tcp in listener.incoming().flatten() {
            let Ok(mut tls) = ServerConnection::new(config.clone()) else { continue };
            std::thread::spawn(move || {
                // A browser hangs up in the handshake. If one did not, it would get a page.
                let mut stream = Stream::new(&mut tls, &mut tcp);
                if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi").ok();
                }
            });
        }
    });
    Ok(port)
}

/// Starts a server without TLS: it takes the browser's hello for a bad request, and says so in plain text. Returns
/// its port. It runs as long as the process.
///
/// # Errors
/// What the port lacked.
pub fn none() -> Result<u16> {
    hangs_up(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// Starts a server that refuses every version of TLS, as a server that is too old does. Returns its port. It runs as
/// long as the process.
///
/// # Errors
/// What the port lacked.
pub fn too_old() -> Result<u16> {
    // RFC 5246, 7.2: a fatal alert, `protocol_version`.
    hangs_up(&[21, 3, 1, 0, 2, 2, 70])
}

fn hangs_up(answer: &'static [u8]) -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    std::thread::spawn(move || {
        for mut tcp in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut hello = [0; 4096];
                if !tcp.read(&mut hello).is_ok_and(|read| read > 0) {
                    return;
                }
                tcp.write_all(answer).ok();
                // Until the browser hangs up: a connection that is dropped with unread bytes is reset, and its answer
                // may be lost.
                while tcp.read(&mut hello).is_ok_and(|read| read > 0) {}
            });
        }
    });
    Ok(port)
}
