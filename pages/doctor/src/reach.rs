//! Finds out whether a host accepts a TCP connection, in a browser that does not say why a secure connection failed.
//!
//! Without another permission, an extension in Chromium cannot see why a `fetch` failed, and Chromium's error page is
//! the same for a server without TLS and for no server. A page can make only one kind of connection without TLS: that
//! of WebRTC, by ICE over TCP (RFC 6544). WebRTC sends its checks once the connection stands, so a check that was sent
//! proves the connection. The host receives a check or two and nothing else, and no other server is asked.

use bridge::doctor::{Attempt, Endpoint, Reached};
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcIceCandidateInit, RtcIceConnectionState, RtcPeerConnection, RtcSessionDescriptionInit};
use webext::{Error, js::get_string, time};

/// How long to wait for a connection, in milliseconds. If the first packet is lost, it is sent again after a second.
const LIMIT: u32 = 3_000;
/// How often to look whether a check was sent, in milliseconds: no event reports that.
const LOOK_EVERY: u32 = 50;

/// Tries a connection, for about three seconds.
pub async fn reached(endpoint: &Endpoint) -> Reached {
    let Ok(connection) = RtcPeerConnection::new() else { return Reached::Untried };
    let reached = time::limited(2 * LIMIT, async {
        // An error of WebRTC itself says nothing about the host.
        Ok::<_, Error>(tried(&connection, endpoint).await.unwrap_or(Reached::Untried))
    });
    let reached = reached.await;
    connection.close();
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
    let end = time::now() + u64::from(LIMIT);
    loop {
        // Read the state before the statistics: they still count a check that was sent when the connection has failed.
        let state = connection.ice_connection_state();
        let attempt = look(connection, state).await?;
        let has_failed = matches!(state, RtcIceConnectionState::Disconnected | RtcIceConnectionState::Failed);
        if attempt.check_sent || has_failed || time::now() >= end {
            return Ok(endpoint.judge(attempt));
        }
        time::pause(LOOK_EVERY).await;
    }
}

/// The answer of a peer. This page plays the peer, by a second connection that never gathers an address and so cannot
/// be reached.
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

/// How far a connection has come.
async fn look(connection: &RtcPeerConnection, state: RtcIceConnectionState) -> Result<Attempt, JsValue> {
    let mut attempt = Attempt {
        online: pages::dom::window().navigator().on_line(),
        was_tried: state != RtcIceConnectionState::New,
        ..Attempt::default()
    };
    let report = JsFuture::from(connection.get_stats()).await?;
    for entry in js_sys::try_iter(&report)?.into_iter().flatten() {
        let stats = Array::from(&entry?).get(1);
        match get_string(&stats, "type").as_deref() {
            Some("local-candidate") => {
                attempt.may_connect |= get_string(&stats, "protocol").as_deref() == Some("tcp");
            }
            Some("candidate-pair") => {
                let sent = Reflect::get(&stats, &"requestsSent".into())?.as_f64();
                attempt.check_sent |= sent.is_some_and(|sent| sent > 0.0);
            }
            _ => {}
        }
    }
    Ok(attempt)
}
