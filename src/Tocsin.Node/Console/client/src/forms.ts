import { announceText, FORM_TOKEN, merge } from './fragments';
import { text } from './texts';

/** Forms marked data-live post in the background; the answer is fragments, or a redirect to go to. */
export function listenToForms(onSent: (form: HTMLFormElement) => void): void {
  document.addEventListener('submit', event => {
    const form = event.target as HTMLFormElement;
    if (!form.matches('form[data-live]')) return;
    event.preventDefault();
    void post(form, event.submitter as HTMLButtonElement | null, onSent);
  });
}

async function post(form: HTMLFormElement, button: HTMLButtonElement | null, onSent: (form: HTMLFormElement) => void): Promise<void> {
  const address = button?.hasAttribute('formaction') ? button.formAction : form.action;
  const body = new FormData(form, button);
  // A row that was pushed has no token of its own; the page's is as good.
  if (!body.has(FORM_TOKEN)) body.set(FORM_TOKEN, pageToken());
  button?.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(address, { method: 'POST', body, headers: { 'X-Fragment': '1' } });
    if (answer.ok) onSent(form);
    if (answer.ok && form.matches('[data-clear]')) form.reset();
    if (answer.redirected) location.assign(answer.url);
    else if (answer.headers.get('content-type')?.startsWith('text/html')) merge(await answer.text());
    else if (!answer.ok) complain((await answer.text()).trim() || text('refused', answer.status)); // The node refuses in a sentence.
  } catch {
    complain(text('unreachable'));
  } finally {
    button?.removeAttribute('aria-busy');
  }
}

function pageToken(): string {
  return document.querySelector<HTMLInputElement>(`#token [name=${FORM_TOKEN}]`)?.value ?? '';
}

// Seen and heard: a click that did nothing must not pass for one that did.
export function complain(words: string): void {
  announceText(words);
  const toast = document.createElement('p');
  toast.className = 'toast-line';
  toast.textContent = words;
  document.body.append(toast);
  setTimeout(() => toast.remove(), 6_000);
}
