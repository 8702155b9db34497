/** The forms that a preset can be given in; `admx` are templates, the same for every preset (`admx.ts`). */
export const EXPORT_FORMATS = ['admx', 'mobileconfig', 'intune', 'jamf', 'ansible', 'reg', 'json'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];
