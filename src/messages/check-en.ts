/** English words of `check`: lists of URLs. */

export const checkEn = {
  badLine: (file: string, line: number, text: string) =>
    `Line ${String(line)} of ${file} is no URL that can be checked: "${text}". Correct it or put # before it.`,
  longLine: (file: string, line: number, start: string) =>
    `Line ${String(line)} of ${file} is longer than any URL: "${start}…". The list needs one URL a line.`,
  noUrls: (file: string) => `There is no URL in ${file}. Write one URL a line; lines that begin with # are comments.`,
  nothingYet: (problem: string) => `${problem} Nothing has been checked yet.`,
  endedThere: (problem: string, count: string) =>
    `${problem} The lines before it have been checked (${count}). After the correction the check can go on from there with --resume and the JSON lines printed so far.`,
  standardInput: 'standard input',
  inputTwice: 'Standard input can bring the list or the password, not both. Save the list as a file, and name that.',
  noFile: 'Name the file with the URLs, or a list such as @github; "throughway check --list" shows the lists.',
  badConcurrency: (text: string, most: string) =>
    `"${text}" is no number of URLs that can be checked at once. Give a whole number from 1 to ${most}.`,
  unknownList: (name: string, known: string) => `There is no list named "${name}". Known lists: ${known}.`,
  jsonAndFormat: 'Give either --json or --format, as both choose the form of the output.',
  columns: { code: 'CAUSE', status: 'STATUS', took: 'TIME', url: 'URL' },
  progress: (done: string, total: string, rate: string, atOnce: string) =>
    `${done} of ${total} checked, ${rate} a second, up to ${atOnce} at once`,
  progressOpen: (done: string, rate: string, atOnce: string) =>
    `${done} checked, ${rate} a second, up to ${atOnce} at once`,
  earlier: (count: string) => `Taken over from the earlier run: ${count}`,
  total: (answered: string, total: string) => `${answered} of ${total} answer`,
  interrupted: (count: string) =>
    `Interrupted after ${count}. With --resume and the JSON lines printed so far, the check can go on from here.`,
  list: {
    about: (name: string, title: string, count: string) => `@${name}  ${title}, ${count} URLs`,
    source: (source: string, date: string) => `${source} (as of ${date})`,
    copy: (url: string) => `Read from a dated copy of it: ${url}`,
    wildcards: 'The source names these as patterns, which cannot be asked for:',
  },
};
