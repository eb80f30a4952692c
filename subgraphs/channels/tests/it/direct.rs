use std::{collections::BTreeSet, sync::Arc};

use chat_channels_migrations::Migrator;
use chat_chassis::Viewer;
use chat_testkit::{laws, people::person};
use serde_json::{Value, json};

use crate::service::Service;

async fn open(service: &Service, viewer: &Viewer, with: &[&Viewer]) -> Value {
    let query = "mutation ($ids: [ID!]!) { openDirectMessage(input: { userIds: $ids }) {
        channel { id kind name memberCount viewerMembership { role } } errors { code path } } }";
    let ids: Vec<_> = with.iter().map(|other| other.user.to_string()).collect();
    service.data(viewer, query, json!({ "ids": ids })).await["openDirectMessage"].take()
}

laws! { Migrator;
    async fn the_same_people_have_one_channel_whoever_opens_it(db) {
        let (service, alice, bob, carol) = (Service::new(db), person("alice"), person("bob"), person("carol"));
        let direct = open(&service, &alice, &[&bob]).await["channel"].take();
        assert_eq!(direct["kind"], "DIRECT");
        assert_eq!(direct["name"], json!(null));
        assert_eq!(open(&service, &bob, &[&alice]).await["channel"]["id"], direct["id"]);
        let group = open(&service, &alice, &[&bob, &carol]).await["channel"].take();
        assert_eq!((&group["kind"], &group["memberCount"]), (&json!("GROUP"), &json!(3)));
        assert_eq!(open(&service, &carol, &[&alice, &bob, &bob]).await["channel"]["id"], group["id"]);
        let notes = open(&service, &alice, &[]).await["channel"].take();
        assert_eq!(notes["memberCount"], 1);
        assert_ne!(notes["id"], direct["id"]);
    }

    async fn ten_who_open_it_at_once_get_the_same(db) {
        let service = Arc::new(Service::new(db));
        let (alice, bob) = (person("alice"), person("bob"));
        let mut tasks = Vec::new();
        for n in 0..10 {
            let (a, b) = if n % 2 == 0 { (alice.clone(), bob.clone()) } else { (bob.clone(), alice.clone()) };
            let service = service.clone();
            tasks.push(tokio::spawn(async move { open(&service, &a, &[&b]).await["channel"]["id"].to_string() }));
        }
        let mut ids = BTreeSet::new();
        for task in tasks {
            ids.insert(task.await.unwrap());
        }
        assert_eq!(ids.len(), 1);
    }

    async fn two_cannot_be_parted_and_a_group_can(db) {
        let (service, alice, bob, carol) = (Service::new(db), person("alice"), person("bob"), person("carol"));
        let direct = open(&service, &alice, &[&bob]).await["channel"]["id"].take();
        assert_eq!(service.leave(&bob, direct.as_str().unwrap()).await["errors"][0]["code"], "FORBIDDEN");
        let group = open(&service, &alice, &[&bob, &carol]).await["channel"]["id"].take();
        assert_eq!(service.leave(&bob, group.as_str().unwrap()).await["errors"], json!([]));
        // The set of three has no channel now, and gets a new one.
        assert_ne!(open(&service, &alice, &[&bob, &carol]).await["channel"]["id"], group);
    }

    async fn too_many_people_are_refused(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let others: Vec<_> = (0..21).map(|n| person(&n.to_string())).collect();
        for count in [20, 21] {
            let with: Vec<_> = others.iter().take(count).collect();
            let refused = open(&service, &alice, &with).await;
            assert_eq!(refused["errors"][0]["code"], "INVALID_INPUT");
            assert_eq!(refused["errors"][0]["path"], json!(["input", "userIds"]));
        }
        let with: Vec<_> = others.iter().take(19).collect();
        assert_eq!(open(&service, &alice, &with).await["channel"]["memberCount"], 20);
    }
}
