/** The XML parser that the packager brings along; it throws where a text is no XML. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const builder = createRequire(require.resolve('electron-builder/package.json'));

export const { DOMParser } = createRequire(builder.resolve('plist'))('@xmldom/xmldom');
