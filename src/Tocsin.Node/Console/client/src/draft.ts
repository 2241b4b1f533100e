import { text } from './texts';

const key = (form: HTMLFormElement): string => `draft:${new URL(form.action).pathname}`;

/** Keeps what was typed in a form marked data-draft on this machine until it is sent or dropped. */
export function keepDraft(form: HTMLFormElement): void {
  const says = form.querySelector('[data-draft-says]')!;
  const stored = localStorage.getItem(key(form));
  if (stored && !form.querySelector('.problem')) {
    fill(form, JSON.parse(stored) as Record<string, string>);
    says.textContent = text('draft.restored');
  }
  form.addEventListener('input', () => {
    localStorage.setItem(key(form), JSON.stringify(read(form)));
    says.textContent = text('draft.kept');
  });
  form.addEventListener('reset', () => {
    dropDraft(form);
    says.textContent = '';
  });
}

export const dropDraft = (form: HTMLFormElement): void => localStorage.removeItem(key(form));

// What begins with two underscores is the server's, and stale on the next visit.
function read(form: HTMLFormElement): Record<string, string> {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !name.startsWith('__'));
  return Object.fromEntries(fields) as Record<string, string>;
}

function fill(form: HTMLFormElement, fields: Record<string, string>): void {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList || field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) field.value = value;
  }
}
