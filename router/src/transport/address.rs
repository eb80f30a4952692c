//! Where a subgraph is, as supergraphs and configurations write it.

use std::{fmt, path::PathBuf, str::FromStr};

use federation_plan::{NodePrefixError, NodePrefixes};
use http::{Uri, uri::Scheme};

use super::{NodeSubgraph, Tcp, Transport, UnixSocket};

/// Where a subgraph is, and over what.
///
/// | written | reached by |
/// | --- | --- |
/// | `http://host:port/path` | HTTP/1.1 |
/// | `https://host:port/path` | HTTP/2 or HTTP/1.1, as the server chooses |
/// | `h2c://host:port/path` | HTTP/2 without TLS, without asking first |
/// | `unix:///folder/file.sock:/path` | HTTP/1.1 over a Unix socket; `/graphql` if there is no path |
/// | `node:usr=User&chn=Channel` | nothing: the router itself answers for the virtual subgraph `node` |
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// HTTP/1.1, or what TLS agrees on.
    Http(Uri),
    /// HTTP/2 without TLS. The scheme of the URI is `http`.
    H2c(Uri),
    /// HTTP/1.1 over a Unix socket.
    Unix {
        /// The socket's file.
        socket: PathBuf,
        /// What is asked for there.
        uri: Uri,
    },
    /// The virtual subgraph, which the router answers for itself.
    Node(NodePrefixes),
}

/// It cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not a URL.
    #[error("not a URL")]
    NotAUrl,
    /// Nothing there says which host.
    #[error("no host in it")]
    NoHost,
    /// Another scheme.
    #[error("the scheme must be http, https, h2c or unix")]
    Scheme,
    /// A name and a password before the host.
    #[error("credentials in a URL are not supported")]
    Credentials,
    /// Not an absolute path.
    #[error("unix:// wants the absolute path of a socket, such as unix:///run/books.sock:/graphql")]
    SocketPath,
    /// Prefixes that cannot be used.
    #[error(transparent)]
    Node(#[from] NodePrefixError),
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if let Some(rest) = text.strip_prefix("unix://") {
            return unix(rest);
        }
        if text.starts_with("node:") {
            return Ok(Self::Node(text.parse()?));
        }
        let (text, is_h2c) = match text.strip_prefix("h2c://") {
            Some(rest) => (format!("http://{rest}"), true),
            None => (text.to_owned(), false),
        };
        let uri: Uri = text.parse().map_err(|_| AddressError::NotAUrl)?;
        let authority = uri.authority().ok_or(AddressError::NoHost)?;
        if authority.as_str().contains('@') {
            return Err(AddressError::Credentials);
        }
        match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTP && is_h2c => Ok(Self::H2c(uri)),
            Some(scheme) if *scheme == Scheme::HTTP || *scheme == Scheme::HTTPS => Ok(Self::Http(uri)),
            _ => Err(AddressError::Scheme),
        }
    }
}

fn unix(rest: &str) -> Result<Address, AddressError> {
    let (socket, path) = match rest.rfind(":/") {
        Some(colon) => rest.split_at(colon),
        None => (rest, ":/graphql"),
    };
    if !socket.starts_with('/') {
        return Err(AddressError::SocketPath);
    }
    // A host must be named in HTTP, and a socket has none.
    let uri = format!("http://localhost{}", path.trim_start_matches(':'));
    Ok(Address::Unix { socket: socket.into(), uri: uri.parse().map_err(|_| AddressError::NotAUrl)? })
}

impl Address {
    /// A transport that reaches it, and what is asked for there.
    pub(crate) fn open(self) -> (Uri, Box<dyn Transport>) {
        match self {
            Self::Http(uri) if uri.scheme() == Some(&Scheme::HTTPS) => (uri, Box::new(Tcp::https())),
            Self::Http(uri) => (uri, Box::new(Tcp::http())),
            Self::H2c(uri) => (uri, Box::new(Tcp::h2c())),
            Self::Unix { socket, uri } => (uri, Box::new(UnixSocket::new(socket))),
            Self::Node(prefixes) => (Uri::from_static("/"), Box::new(NodeSubgraph::new(prefixes))),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(uri) => write!(f, "{uri}"),
            Self::H2c(uri) => write!(f, "h2c{}", uri.to_string().trim_start_matches("http")),
            Self::Unix { socket, uri } => write!(f, "unix://{}:{}", socket.display(), uri.path()),
            Self::Node(prefixes) => write!(f, "{prefixes}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_it_was_written() {
        for text in [
            "http://127.0.0.1:4001/graphql",
            "https://books.example/",
            "h2c://books:4001/graphql",
            "unix:///run/books.sock:/graphql",
            "node:chn=Channel&usr=User",
        ] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
        assert_eq!("unix:///run/a:b.sock".parse::<Address>().unwrap().to_string(), "unix:///run/a:b.sock:/graphql");
    }

    #[test]
    fn what_cannot_be_reached_is_refused() {
        for (text, error) in [
            ("", AddressError::NotAUrl),
            ("books", AddressError::Scheme),
            ("/graphql", AddressError::NoHost),
            ("ftp://books/graphql", AddressError::Scheme),
            ("http://", AddressError::NotAUrl),
            ("http://me:secret@books/", AddressError::Credentials),
            ("unix://run/books.sock", AddressError::SocketPath),
            ("node:usr", AddressError::Node(NodePrefixError::Url)),
        ] {
            assert_eq!(text.parse::<Address>(), Err(error), "{text}");
        }
    }
}
