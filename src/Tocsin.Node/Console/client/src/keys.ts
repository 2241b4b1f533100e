import type { Rows } from './rows';

/** One key, one deed. Keys are left alone while the officer types or holds a modifier. */
export function listenToKeys(rows: Rows): void {
  const deeds: Record<string, () => void> = {
    j: () => rows.move(1),
    k: () => rows.move(-1),
    ArrowDown: () => rows.move(1),
    ArrowUp: () => rows.move(-1),
    a: () => acknowledge(rows),
    Enter: () => rows.selected?.querySelector<HTMLAnchorElement>('.what a')?.click(),
    n: () => location.assign('/new'),
    d: () => location.assign('/'),
    w: () => location.assign('/warnings'),
    s: () => location.assign('/shift'),
    c: () => location.assign('/series'),
    m: () => location.assign('/stations'),
    p: () => location.assign('/circles'),
    '/': () => search(),
    '?': () => keysDialog().showModal(),
  };
  document.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.ctrlKey) return send(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as Element;
    if (target.closest('input, textarea, select, dialog, details[open]')) return;
    if (event.key === 'Enter' && target.closest('a, button, summary')) return;
    if (event.key.startsWith('Arrow') && target.closest('.map')) return;
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
  document.addEventListener('click', event => {
    if ((event.target as Element).closest('[data-keys]')) keysDialog().showModal();
  });
}

function acknowledge(rows: Rows): void {
  const button = (rows.selected ?? document.getElementById('warning'))?.querySelector<HTMLButtonElement>('[data-acknowledge]');
  button?.click();
}

function search(): void {
  const field = document.querySelector<HTMLInputElement>('[data-search]');
  if (field) field.select();
  else location.assign('/records');
}

function send(event: KeyboardEvent): void {
  const form = (event.target as Element).closest('form');
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

const keysDialog = (): HTMLDialogElement => document.getElementById('keys') as HTMLDialogElement;
