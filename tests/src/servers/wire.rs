//! HTTP/1.1 requests in, WebSocket messages out.

use super::text::parse_query;
use super::{Request, now_ms};
use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

const MAX_HEAD: u64 = 64 * 1024;
const MAX_BODY: usize = 16 * 1024 * 1024;

/// Sends each text as a WebSocket message: RFC 6455, section 5.2.
pub(super) fn speak(writer: &mut TcpStream, texts: &Receiver<String>) -> Result<()> {
    const TEXT: u8 = 0x81;
    const PING: [u8; 2] = [0x89, 0];
    loop {
        match texts.recv_timeout(Duration::from_secs(1)) {
            Ok(text) => {
                let mut frame = vec![TEXT];
                match text.len() {
                    short @ 0..126 => frame.push(short as u8),
                    middle @ 126..65_536 => {
                        frame.push(126);
                        frame.extend((middle as u16).to_be_bytes());
                    }
                    long => {
                        frame.push(127);
                        frame.extend((long as u64).to_be_bytes());
                    }
                }
                frame.extend(text.as_bytes());
                writer.write_all(&frame)?;
            }
            // Writing fails once the browser is gone, and then the receiver is dropped.
            Err(RecvTimeoutError::Timeout) => writer.write_all(&PING)?,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

pub(super) fn read_request(reader: &mut BufReader<TcpStream>) -> Result<Option<Request>> {
    let mut head = reader.take(MAX_HEAD);
    let mut line = String::new();
    if head.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let at = now_ms();
    let mut words = line.split_ascii_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else { bail!("no request line") };
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        if head.read_line(&mut line)? == 0 {
            bail!("headers end early or are too long");
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    let length = headers.get("content-length").map_or(Ok(0), |l| l.parse::<usize>())?;
    if length > MAX_BODY {
        bail!("a body of {length} bytes");
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Ok(Some(Request {
        method: method.into(),
        path: path.into(),
        query: parse_query(query),
        target: target.into(),
        headers,
        body,
        at,
    }))
}
