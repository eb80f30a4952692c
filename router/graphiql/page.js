'use strict';

const TYPES = '{ __schema { types { kind name description fields { name description type { name kind ofType { name kind ofType { name kind ofType { name } } } } } } } }';
const KEPT = ['document', 'variables', 'headers'];
const element = (id) => document.getElementById(id);

// What is typed is kept for as long as the tab is open. The headers may hold a token, and go no further than that.
for (const id of KEPT) {
  element(id).value = sessionStorage.getItem(id) ?? element(id).value;
  element(id).addEventListener('input', () => sessionStorage.setItem(id, element(id).value));
}

// Where this server signs visitors in, they are, unless they say who they are. Asked each time: tokens get old.
let ours = '';
async function signIn() {
  const { signIn } = JSON.parse(element('settings').textContent);
  if (!signIn || element('headers').value !== ours) return;
  const response = await fetch(signIn);
  if (!response.ok) return;
  ours = JSON.stringify({ authorization: `Bearer ${await response.text()}` }, null, 2);
  element('headers').value = ours;
}

function parsed(id) {
  const text = element(id).value.trim();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${id}: ${error.message}`);
  }
}

async function run(query, variables) {
  const status = element('status');
  status.textContent = 'Running …';
  try {
    await signIn();
    const began = performance.now();
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        ...parsed('headers'),
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
      },
      body: JSON.stringify({ query, variables: variables ?? parsed('variables') }),
    });
    const text = await response.text();
    const took = Math.round(performance.now() - began);
    status.textContent = `${response.status} in ${took} ms · request ${response.headers.get('x-request-id')}`;
    element('response').textContent = pretty(text);
  } catch (error) {
    status.textContent = String(error.message ?? error);
    element('response').textContent = '';
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

signIn().catch(() => {});
element('request').addEventListener('submit', (event) => {
  event.preventDefault();
  run(element('document').value);
});
element('schema').addEventListener('click', () => run(TYPES, {}));
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run(element('document').value);
});
