/** Every file that is made from the schema of presets, for writing them and for checking that they are current. */
import { loadPolicyWords } from '../src/messages/load-policy-words.ts';
import { admxFiles } from '../src/rollout/export/admx.ts';
import { presetJsonSchema } from '../src/rollout/preset-json-schema.ts';
import { policyPage } from './policy-page.ts';

/** Returns the files with their paths in the project. */
export async function madeFromPresetSchema(): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const words = await loadPolicyWords();
  const schema = presetJsonSchema({ en: words.en.fields, ja: words.ja.fields }, words.en.title);
  const templates = admxFiles(words).map(({ name, bytes }) => ({
    name: `resources/policy/${name}`,
    text: Buffer.from(bytes).toString('utf8'),
  }));
  return [
    { name: 'resources/schema/preset-1.json', text: `${JSON.stringify(schema, null, 2)}\n` },
    ...templates,
    { name: 'docs/policy-keys.md', text: policyPage(words.en) },
    { name: 'docs/policy-keys.ja.md', text: policyPage(words.ja) },
  ];
}
