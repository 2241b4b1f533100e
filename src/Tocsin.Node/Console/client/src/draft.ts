import { text } from './texts';

// A box that may be ticked beside others has a list.
type Fields = Record<string, string | string[]>;

const key = (form: HTMLFormElement): string => `draft:${new URL(form.action).pathname}`;

/** Keeps what was typed in a form marked data-draft on this machine until it is sent or dropped. */
export function keepDraft(form: HTMLFormElement): void {
  const says = form.querySelector('[data-draft-says]')!;
  const stored = localStorage.getItem(key(form));
  if (stored && !form.querySelector('.problem')) {
    fill(form, JSON.parse(stored) as Fields);
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

const boxes = (form: HTMLFormElement, name: string): HTMLInputElement[] =>
  [...form.querySelectorAll<HTMLInputElement>('input[type=checkbox]')].filter(box => box.name === name);

// What begins with two underscores is the server's, and stale on the next visit.
function read(form: HTMLFormElement): Fields {
  const fields: Fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== 'string' || name.startsWith('__')) continue;
    if (boxes(form, name).length > 0) fields[name] = [...fields[name] ?? [], value];
    else fields[name] = value;
  }
  return fields;
}

function fill(form: HTMLFormElement, fields: Fields): void {
  for (const [name, value] of Object.entries(fields)) {
    for (const box of boxes(form, name)) box.checked = value.includes(box.value);
    if (typeof value !== 'string') continue;
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList || field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) field.value = value;
  }
}
