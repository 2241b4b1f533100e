// The server renders the script's texts into the page, so that there is one source for every word.
const texts = JSON.parse(document.getElementById('texts')!.textContent!) as Record<string, string>;

const rules = new Intl.PluralRules(document.documentElement.lang);
const CATEGORIES = ['zero', 'one', 'two', 'few', 'many', 'other'];

/** A text in the form that goes with a number: the forms stand in CLDR's order, apart by bars. */
export function count(key: string, number: number): string {
  const forms = (texts[key] ?? '').split('|');
  const known = rules.resolvedOptions().pluralCategories.sort((a, b) => CATEGORIES.indexOf(a) - CATEGORIES.indexOf(b));
  const form = forms[Math.min(known.indexOf(rules.select(number)), forms.length - 1)]!;
  return form.replace('{0}', number.toLocaleString(document.documentElement.lang));
}

export function text(key: string, ...values: (string | number)[]): string {
  const found = texts[key];
  if (found === undefined) throw new Error(`no text 'client.${key}'`);
  return found.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)]));
}
