// Passes on who asks, as the subgraphs take it in development, and hides no error.
export const gatewayConfig = {
  supergraph: './supergraph.graphql',
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? '' }),
  },
  maskedErrors: false,
  landingPage: false,
};
