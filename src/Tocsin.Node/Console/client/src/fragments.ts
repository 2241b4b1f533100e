import { Idiomorph } from 'idiomorph';
import { armAll, keepsArmed } from './arm';
import { listenToClock } from './clock';
import { text } from './texts';

/** The field by which the node knows its own forms. */
export const FORM_TOKEN = '__RequestVerificationToken';

const listeners: (() => void)[] = [];

/** Calls back after fragments were merged into the page. */
export const onMerged = (listener: () => void): void => void listeners.push(listener);

/** Merges fragments: each top element replaces the one of its id, keeping what the officer is typing or has selected. */
export function merge(html: string): void {
  const template = document.createElement('template');
  template.innerHTML = html;
  const before = newWarnings();
  for (const fresh of [...template.content.children]) {
    const old = document.getElementById(fresh.id);
    if (old) Idiomorph.morph(old, fresh as HTMLElement, { ignoreActiveValue: isTyping(), callbacks });
  }
  armAll();
  listenToClock();
  announce(before);
  for (const listener of listeners) listener();
}

export function announceText(words: string): void {
  document.getElementById('announce')!.textContent = words;
}

// Of a focused field only the value must stay; of a focused row everything may change.
function isTyping(): boolean {
  return document.activeElement?.matches('input, textarea, select') ?? false;
}

// What the script itself keeps in the page is not the server's to change.
function isServers(node: Node): boolean {
  return !(node instanceof HTMLElement && node.hasAttribute('data-client'));
}

function isOurs(attribute: string, node: Element): boolean {
  const kept = node.matches('[data-rows] tr') && (attribute === 'aria-selected' || attribute === 'tabindex');
  const opened = node.matches('details') && attribute === 'open';
  return !kept && !opened && !keepsArmed(attribute, node);
}

// A pushed form has no token: the one that the page came with stays.
function mayGo(node: Node): boolean {
  return !(node instanceof HTMLInputElement && node.name === FORM_TOKEN);
}

const callbacks = { beforeAttributeUpdated: isOurs, beforeNodeMorphed: isServers, beforeNodeRemoved: mayGo };

function newWarnings(): Set<string> {
  return new Set([...document.querySelectorAll('#warnings tr[data-stage=New]')].map(row => row.id));
}

function announce(before: Set<string>): void {
  const open = document.getElementById('topbar')?.dataset['open'];
  document.title = document.title.replace(/^\(\d+\) /, '');
  if (open && open !== '0') document.title = `(${open}) ${document.title}`;
  const fresh = [...document.querySelectorAll<HTMLElement>('#warnings tr[data-stage=New]')].find(row => !before.has(row.id));
  if (!fresh) return;
  announceText(text('announce', text(`level.${fresh.dataset['level']}`), fresh.querySelector('.what a')!.textContent!));
}
