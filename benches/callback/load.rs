//! A load generator that leaves the processor to the servers: raw HTTP/1.1 on kept-alive connections, requests
//! prepared beforehand, replies kept unread until the clock has stopped.

use std::cell::Cell;
use std::io;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Connections, all busy at all times.
pub const LANES: usize = 64;

/// Byte strings, end to end.
#[derive(Default)]
pub struct Pile {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Pile {
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.ends.push(self.bytes.len());
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(begin, end)| &self.bytes[begin..*end])
    }
}

/// What came back in one round.
pub struct Round {
    pub elapsed: Duration,
    /// Each connection's replies, in the order of its requests.
    pub replies: Vec<Pile>,
    /// From the first byte sent to the last one read, of all requests.
    pub latencies: Vec<Duration>,
}

/// Sends each connection's requests one after another, on all connections at once. With a limit it ends when the
/// time is over or a connection has no more requests, whichever is first; what was sent by then is waited for.
///
/// # Errors
/// If a connection breaks or something other than `200` comes back.
pub async fn run(port: u16, requests: &[Pile], limit: Option<Duration>) -> io::Result<Round> {
    let streams = try_join_all(requests.iter().map(|_| connect(port))).await?;
    let started = Instant::now();
    let stop = Cell::new(false);
    let over = |now: Instant| limit.is_some_and(|limit| stop.get() || now.duration_since(started) >= limit);
    let lanes = streams.into_iter().zip(requests).map(async |(stream, requests)| {
        let answered = lane(stream, requests, over).await;
        stop.set(true);
        answered
    });
    let answered = try_join_all(lanes).await?;
    let elapsed = started.elapsed();
    let (replies, latencies): (Vec<Pile>, Vec<Vec<Duration>>) = answered.into_iter().unzip();
    Ok(Round { elapsed, replies, latencies: latencies.concat() })
}

async fn connect(port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn lane(
    mut stream: TcpStream,
    requests: &Pile,
    over: impl Fn(Instant) -> bool,
) -> io::Result<(Pile, Vec<Duration>)> {
    let mut replies = Pile::default();
    let mut latencies = Vec::with_capacity(requests.len());
    let mut buffer = vec![0; 64 * 1024];
    for request in requests.iter() {
        let sent = Instant::now();
        if over(sent) {
            break;
        }
        stream.write_all(request).await?;
        replies.push(read_body(&mut stream, &mut buffer).await?);
        latencies.push(sent.elapsed());
    }
    Ok((replies, latencies))
}

/// The body of one response.
async fn read_body<'b>(stream: &mut TcpStream, buffer: &'b mut [u8]) -> io::Result<&'b [u8]> {
    let mut filled = 0;
    let (body, end) = loop {
        let read = stream.read(&mut buffer[filled..]).await?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        filled += read;
        if let Some(head) = buffer[..filled].windows(4).position(|four| four == b"\r\n\r\n") {
            let body = head + 4;
            break (body, body + content_length(&buffer[..head])?);
        }
    };
    if end > buffer.len() || filled > end {
        return Err(io::Error::other("a response of the wrong length"));
    }
    stream.read_exact(&mut buffer[filled..end]).await?;
    Ok(&buffer[body..end])
}

fn content_length(head: &[u8]) -> io::Result<usize> {
    let head = str::from_utf8(head).map_err(io::Error::other)?;
    let length = head.lines().filter_map(|line| line.split_once(": ")).find(|(name, _)| *name == "content-length");
    match length.and_then(|(_, length)| length.parse().ok()) {
        Some(length) if head.starts_with("HTTP/1.1 200 ") => Ok(length),
        _ => Err(io::Error::other(format!("not 200: {head}"))),
    }
}
