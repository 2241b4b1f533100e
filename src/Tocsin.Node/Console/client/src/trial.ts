import { complain } from './forms';
import { merge } from './fragments';
import { text } from './texts';

interface Word { share: number; html?: string }

/** Rules are tried in the background: the node tells how far it has come, and at last what it found. */
export function listenToTrial(): void {
  document.addEventListener('submit', event => {
    const form = event.target as HTMLFormElement;
    const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    if (!form.matches('[data-trial]') || button?.hasAttribute('formaction')) return;
    event.preventDefault();
    void run(form, button);
  });
  // A fault's place leads to it.
  document.addEventListener('click', event => {
    const fault = (event.target as Element).closest<HTMLElement>('[data-line]');
    const field = document.querySelector<HTMLTextAreaElement>('#yaml');
    if (!fault || !field) return;
    const before = field.value.split('\n').slice(0, Number(fault.dataset['line']) - 1).join('\n');
    const at = before.length + (before ? 1 : 0) + Number(fault.dataset['column']) - 1;
    field.focus();
    field.setSelectionRange(at, at + 1);
    field.scrollTop = (Number(fault.dataset['line']) - 5) * parseFloat(getComputedStyle(field).lineHeight);
  });
}

async function run(form: HTMLFormElement, button: HTMLButtonElement | null): Promise<void> {
  const progress = form.querySelector('progress')!;
  progress.hidden = false;
  progress.value = 0;
  button?.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { 'X-Fragment': '1' } });
    if (answer.headers.get('content-type')?.startsWith('text/html')) merge(await answer.text());
    else if (!answer.ok) complain((await answer.text()).trim() || text('refused', answer.status));
    else for await (const word of words(answer.body!)) {
      progress.value = word.share;
      if (word.html) merge(word.html);
    }
  } catch {
    complain(text('unreachable'));
  } finally {
    button?.removeAttribute('aria-busy');
    progress.hidden = true;
  }
}

async function* words(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Word> {
  const [reader, decoder] = [body.getReader(), new TextDecoder()];
  let rest = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + decoder.decode(part.value, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield JSON.parse(line) as Word;
  }
}
