/** Options for the compiler and for editors. */
export default {
  compilerOptions: { runes: true },
};
