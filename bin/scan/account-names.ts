import { readFile } from 'node:fs/promises';
import type { Alert } from '../../lib/core/alert/alert';
import { isJsonObject, type Json } from '../../lib/core/json/json-value';
import { toJsonText } from '../../lib/core/safe-text/printable';
import { failing, renderReason, UserError } from '../cli/user-error';
import type { WritableAlert } from '../outputs/alert/alert-text';

/** The names of accounts, by their ids. */
export type AccountNames = ReadonlyMap<string, string>;

type NamedAccount = readonly [id: string, name: string];

const OPTION = '--accounts';
const ACCOUNT = /^\d{12}$/;

/** Of the largest organizations, with room. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The names that a file gives accounts: what `aws organizations list-accounts` prints, a JSON object of names by id, or lines
 * `id,name`.
 *
 * @throws {@link UserError} if it is none of these, or gives an account two names
 */
export async function readAccountNames(file: string): Promise<AccountNames> {
  const where = `${OPTION} ${file}`;
  const bytes = await readFile(file).catch(failing(where));
  if (bytes.length > MAX_BYTES)
    throw new UserError(
      `${where} has ${bytes.length} bytes, too many for a list of accounts; the maximum is ${MAX_BYTES}`,
    );
  const text = bytes.toString().replace(/^\uFEFF/, '');
  const names = new Map<string, string>();
  for (const [id, name] of /^\s*[{[]/.test(text) ? ofJson(text, where) : ofLines(text, where)) {
    const before = names.get(id);
    if (before !== undefined && before !== name)
      throw new UserError(`${where} gives account ${id} two names, '${before}' and '${name}'; leave one out`);
    names.set(id, name);
  }
  if (names.size === 0) throw new UserError(`${where} names no account`);
  return names;
}

function ofJson(text: string, where: string): readonly NamedAccount[] {
  const json = parsed(text, where);
  const listed = isJsonObject(json) ? json.Accounts : json;
  const entries: readonly (readonly [Json | undefined, Json | undefined])[] = Array.isArray(listed)
    ? listed.map((each) => (isJsonObject(each) ? [each.Id, each.Name] : [undefined, undefined]))
    : Object.entries(isJsonObject(json) ? json : {});
  return entries.map(([id, name], at) => checked(id, name, `${where}, account ${at + 1}`));
}

function parsed(text: string, where: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new UserError(`${where} is not whole JSON: ${renderReason(error)}`);
  }
}

/** A first line of names, and empty lines, are left out. */
function ofLines(text: string, where: string): readonly NamedAccount[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const comma = line.indexOf(',');
    const [id, name] = comma < 0 ? [line, undefined] : [line.slice(0, comma), line.slice(comma + 1)];
    if (line.trim() === '' || (index === 0 && /^"?(account ?)?id"?$/i.test(id.trim()))) return [];
    return [checked(cellOf(id), name === undefined ? undefined : cellOf(name), `${where}:${index + 1}`)];
  });
}

function cellOf(text: string): string {
  const cell = text.trim();
  return /^".*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

function checked(id: Json | undefined, name: Json | undefined, where: string): NamedAccount {
  if (typeof id === 'string' && ACCOUNT.test(id) && typeof name === 'string' && name !== '')
    return [id, name];
  throw new UserError(
    `${where}: expected an account id of twelve digits and its name; give what 'aws organizations list-accounts' prints, a JSON object ` +
      'of names by id, or lines of id,name',
  );
}

/** The alert with the name of its account; the same alert if not requested, or not known. */
export function namedAlert(found: WritableAlert, names: AccountNames | undefined): WritableAlert {
  const name = names?.get(found.alert.recipientAccountId);
  if (name === undefined) return found;
  const alert: Alert = { ...found.alert, recipientAccount: { name } };
  // The other members are written as they were, whatever is in the record.
  const json = `${found.json.slice(0, -1)},"recipientAccount":${toJsonText({ name })}}`;
  return { alert, json };
}
