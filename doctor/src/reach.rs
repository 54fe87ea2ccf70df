//! Whether a host takes a TCP connection, in a browser that does not tell why a secure one failed.
//!
//! Chromium names the error of a failed `fetch` nowhere that an extension without another permission can look, and what
//! it shows for a server without TLS is what it shows for none. The one connection without TLS that a page may make is
//! WebRTC's: ICE over TCP (RFC 6544). Its checks are sent once the connection stands, so one sent tells that it does.
//! Nothing but that check reaches the host, and no other host is asked.

use bridge::doctor::{Endpoint, Reached};
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcIceCandidateInit, RtcPeerConnection, RtcSessionDescriptionInit};
use webext::{js::get_string, time};

/// How long a connection is waited for, in milliseconds: a first packet that is lost is sent again after a second.
const LIMIT: u32 = 3000;
/// How often is looked, in milliseconds: no event tells that a check was sent.
const LOOK_EVERY: u32 = 50;

/// Tries it, in three seconds at most.
pub async fn reached(endpoint: &Endpoint) -> Reached {
    let Ok(connection) = RtcPeerConnection::new() else { return Reached::Untried };
    let reached = tried(&connection, endpoint).await;
    connection.close();
    // What keeps WebRTC from working here says nothing about the host.
    reached.unwrap_or(Reached::Untried)
}

async fn tried(connection: &RtcPeerConnection, endpoint: &Endpoint) -> Result<Reached, JsValue> {
    connection.create_data_channel("doctor");
    let offer = JsFuture::from(connection.create_offer()).await?.unchecked_into();
    JsFuture::from(connection.set_local_description(&offer)).await?;
    let answer = answer(&offer).await?;
    JsFuture::from(connection.set_remote_description(&answer)).await?;
    let Endpoint { host, port } = endpoint;
    let candidate = RtcIceCandidateInit::new(&format!(
        "candidate:1 1 tcp 1518280447 {host} {port} typ host tcptype passive"
    ));
    candidate.set_sdp_m_line_index(Some(0));
    let added = connection.add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&candidate));
    JsFuture::from(added).await?;
    let mut tells = false;
    for _ in 0..LIMIT / LOOK_EVERY {
        let seen = Seen::of(connection).await?;
        if seen.check_sent {
            return Ok(Reached::Yes);
        }
        tells |= seen.may_connect;
        time::pause(LOOK_EVERY).await;
    }
    Ok(if tells { Reached::No } else { Reached::Untried })
}

/// What a peer would answer. It is a connection of this page that never gathers an address, so that it is not found.
async fn answer(offer: &RtcSessionDescriptionInit) -> Result<RtcSessionDescriptionInit, JsValue> {
    let peer = RtcPeerConnection::new()?;
    let answer = async {
        JsFuture::from(peer.set_remote_description(offer)).await?;
        JsFuture::from(peer.create_answer()).await
    };
    let answer = answer.await;
    peer.close();
    Ok(answer?.unchecked_into())
}

/// What a connection has come to.
struct Seen {
    /// There is an end of ours that TCP connections may begin at. Where policies forbid it, there is none.
    may_connect: bool,
    /// A check went out: a connection stands.
    check_sent: bool,
}

impl Seen {
    async fn of(connection: &RtcPeerConnection) -> Result<Self, JsValue> {
        let report = JsFuture::from(connection.get_stats()).await?;
        let mut seen = Self { may_connect: false, check_sent: false };
        for entry in js_sys::try_iter(&report)?.into_iter().flatten() {
            let stats = Array::from(&entry?).get(1);
            match get_string(&stats, "type").as_deref() {
                Some("local-candidate") => {
                    seen.may_connect |= get_string(&stats, "protocol").as_deref() == Some("tcp");
                }
                Some("candidate-pair") => {
                    let sent = Reflect::get(&stats, &"requestsSent".into())?.as_f64();
                    seen.check_sent |= sent.is_some_and(|sent| sent > 0.0);
                }
                _ => {}
            }
        }
        Ok(seen)
    }
}
