//! Sending letters by SMTP.

use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::{Message, SmtpTransport, Transport};

/// Longest wait for the server.
const PATIENCE: Duration = Duration::from_secs(60);

/// A mail server, and the login for it.
#[derive(Clone)]
pub struct Server<'a> {
    /// Its host.
    pub host: &'a str,
    /// Its port: 465 speaks TLS from the first byte, every other changes to TLS before anything is said.
    pub port: u16,
    /// Name and password.
    pub login: Option<(String, String)>,
}

/// Sends a letter. Always over TLS, except to a server on this very machine.
///
/// # Errors
/// The words for people: the server, the trouble.
pub fn send(server: &Server<'_>, message: &Message) -> Result<(), String> {
    let trouble =
        |error: &dyn std::fmt::Display| format!("{}:{} did not take the mail ({error})", server.host, server.port);
    let local = matches!(server.host, "localhost" | "127.0.0.1" | "::1");
    let transport = match (local, server.port) {
        (true, _) => Ok(SmtpTransport::builder_dangerous(server.host)),
        (false, 465) => SmtpTransport::relay(server.host),
        (false, _) => SmtpTransport::starttls_relay(server.host),
    };
    let mut transport = transport.map_err(|error| trouble(&error))?.port(server.port).timeout(Some(PATIENCE));
    if let Some((user, password)) = &server.login {
        transport = transport.credentials(Credentials::new(user.clone(), password.clone()));
    }
    transport.build().send(message).map(|_| ()).map_err(|error| trouble(&error))
}
