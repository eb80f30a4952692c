//! Which labels of `@override` are on for a request.

use chat_chassis::Ambient;
use federation_plan::{Label, Labels};

/// What decides about labels.
#[derive(Debug, Default)]
pub struct Switches {
    /// Those that are on for every request.
    on: Vec<String>,
    /// Those that are on for a share of all requests, from 0 to 1.
    shares: Vec<(String, f64)>,
}

impl Switches {
    /// Those of a supergraph's `labels` that are in `on` are on; those that are percentages are drawn for each request.
    #[must_use]
    pub fn new(labels: &[Label], on: &[String]) -> Self {
        let share = |label: &Label| Some((label.name().to_owned(), label.share()?));
        Self { on: on.to_vec(), shares: labels.iter().filter_map(share).collect() }
    }

    /// Which are on for one request. Each percentage is drawn once, so that the whole request sees one graph.
    #[must_use]
    pub fn draw(&self, ambient: &Ambient) -> Labels {
        let drawn = self.shares.iter().filter(|(_, share)| {
            let lot = u32::from_le_bytes(ambient.random());
            f64::from(lot) < share * (f64::from(u32::MAX) + 1.0)
        });
        self.on.iter().chain(drawn.map(|(name, _)| name)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_on_for_its_share_of_requests_and_the_rest_as_configured() {
        let switches = Switches {
            on: vec!["new".to_owned()],
            shares: [("none", 0.0), ("half", 0.5), ("all", 1.0)].map(|(name, share)| (name.to_owned(), share)).to_vec(),
        };
        let ambient = Ambient::system();
        let drawn: Vec<Labels> = (0..1_000).map(|_| switches.draw(&ambient)).collect();
        let count = |label: &str| drawn.iter().filter(|labels| labels.contains(label)).count();
        assert_eq!((count("new"), count("none"), count("all"), count("old")), (1_000, 0, 1_000, 0));
        // Twelve standard deviations: chance does not get there.
        assert!((300..700).contains(&count("half")), "{}", count("half"));
    }
}
