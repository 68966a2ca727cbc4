const notes = `${import.meta.env.VITE_API_URL}/notes`;
const list = document.querySelector('ul');
const form = document.querySelector('form');

async function show() {
  const all = await (await fetch(notes)).json();
  list.replaceChildren(...all.map(({ text }) => Object.assign(document.createElement('li'), { textContent: text })));
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ text: new FormData(form).get('text') });
  await fetch(notes, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  form.reset();
  await show();
});

await show();
