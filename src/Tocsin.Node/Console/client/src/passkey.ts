import { text } from './texts';

/** Signs in by a passkey: options from the node, a signature from the authenticator, and the node's word on it. */
export function listenToPasskey(button: HTMLButtonElement): void {
  const says = document.querySelector('[data-passkey-says]')!;
  if (!('PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential)) {
    says.textContent = text('passkey.missing');
    return;
  }
  button.addEventListener('click', () => {
    signIn(button.form!).catch(() => { says.textContent = text('passkey.failed'); });
  });
  button.disabled = false;
}

/** Adds a passkey to the officer's own account, by the form that names the device. */
export function listenToNewPasskey(form: HTMLFormElement): void {
  const says = document.querySelector('[data-passkey-says]')!;
  if (!('PublicKeyCredential' in window && 'parseCreationOptionsFromJSON' in PublicKeyCredential)) {
    form.hidden = true;
    says.textContent = text('passkey.missing');
    return;
  }
  form.addEventListener('submit', event => {
    event.preventDefault();
    add(form).catch(() => { says.textContent = text('passkey.failed'); });
  });
  form.querySelector('button')!.disabled = false;
}

async function add(form: HTMLFormElement): Promise<void> {
  const fields = new FormData(form);
  const options = await post('/passkeys/creation-options', fields);
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await options.json() as PublicKeyCredentialCreationOptionsJSON);
  const credential = await navigator.credentials.create({ publicKey }) as PublicKeyCredential;
  fields.set('credential', JSON.stringify(credential));
  await post('/passkeys/add', fields);
  location.assign('/me');
}

async function signIn(form: HTMLFormElement): Promise<void> {
  const fields = new FormData(form);
  fields.delete('password');
  const options = await post('/passkeys/sign-in-options', fields);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await options.json() as PublicKeyCredentialRequestOptionsJSON);
  const credential = await navigator.credentials.get({ publicKey }) as PublicKeyCredential;
  fields.set('credential', JSON.stringify(credential));
  const answer = await post('/passkeys/sign-in', fields);
  location.assign(answer.url);
}

async function post(path: string, body: FormData): Promise<Response> {
  const answer = await fetch(path, { method: 'POST', body, headers: { 'X-Fragment': '1' } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}
