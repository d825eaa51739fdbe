/**
 * What can go wrong, in English.
 */
import type { ErrorCode } from '../../index';

/** A sentence for each reason not to load a file of the person's, by the library's code. */
export type CheckpointTexts = Readonly<Record<ErrorCode<'WeightsError' | 'ConfigError'>, string>>;

/** The library speaks English itself, names the file and says what to do. */
export const checkpoint: CheckpointTexts | undefined = undefined;

/** A failure by its code: what happened, and what helps. `name` is that of the file, or of the model. */
export const failures = {
  'device-lost': () => 'The graphics processor stopped working.',
  'no-device': () =>
    'The browser finds no graphics processor that it may use. If this stays so, reload the page, or switch on hardware acceleration in the browser’s settings.',
  'device-memory': (name: string) =>
    `The graphics processor has too little memory for ${name}. Close other tabs and try again.`,
  'device-refuses': () => 'This graphics processor refuses the model’s programs. A newer browser or driver may help.',
  'no-worker': () =>
    'The script that looks at photos, away from the page itself, does not start. Check the connection and reload the page; a very old browser cannot run it.',
  'worker-ended': () => 'The browser ended the script that looks at photos, as it does when memory runs short.',
  'no-runtime': () =>
    'There is no graphics processor here that the page may use, and what it computes with instead could not be fetched. Check the connection and try again.',
  'model-unreachable': () =>
    'The model is not kept on this device, and could not be fetched. Check the connection and try again.',
  'model-interrupted': () => 'The model broke off on its way. Check the connection and try again.',
  'model-replaced': () =>
    'In place of the model came something else, such as the page on which a network asks people to sign in. Check the connection and try again.',
  'model-other': () =>
    'In place of the model came another file. Reload the page; if this stays so, its server has a wrong one.',
  'model-too-large': () => 'The model needs more memory than there is. Close other tabs and try again.',
  'model-failed': () => 'The model could not be started.',
  'model-explains-not': () => 'This model is of a kind that cannot say why: its answer is no sum over places.',
  checkpoint: (name: string) => `${name} could not be loaded.`,
  'own-failed': (name: string) => `${name} could not be loaded.`,
  headless: (name: string) => `${name} has no classifier, so it cannot name what is in a photo.`,
  'labels-empty': (name: string) => `${name} holds no labels; give a JSON array of strings, or one label a line.`,
  'labels-foreign': (name: string) => `${name} is not a JSON array of strings; correct it, or give one label a line.`,
  'config-foreign': (name: string) => `${name} is not JSON; correct it, or load the checkpoint without it.`,
  'file-gone': (name: string) => `${name} cannot be read any more; choose it again.`,
  'photo-damaged': (name: string) =>
    `${name} cannot be read to its end as a picture. Choose another one, or save it anew as a JPEG.`,
  'photo-too-large': (name: string) => `${name} has more pixels than this browser decodes. Make it smaller first.`,
  'photo-failed': (name: string) => `${name} could not be looked at.`,
  'photo-empty': (name: string) => `${name} is empty; choose another photo.`,
  'photo-unknown': (name: string) =>
    `${name} is not a picture that this browser can open. Choose a JPEG, PNG or WebP file.`,
  'photo-heic': (name: string) =>
    `${name} is not a picture that this browser can open. Export it as a JPEG; on an iPhone, “Most Compatible” in the camera’s settings takes JPEGs.`,
  'photo-raw': (name: string) => `${name} is not a picture that this browser can open. Export it as a JPEG or PNG.`,
  'sample-unreachable': () => 'The sample photo could not be fetched; check the connection and try again.',
  folder: (name: string) => `${name} is a folder. Open it, and take one photo from it.`,
  link: () => 'That is a link, not a picture. Save the picture first, and choose its file.',
  text: () => 'That is text, not a picture. Save the picture first, and choose its file.',
  nothing: () => 'There is no picture in that. Save the picture first, and choose its file.',
  'shared-nothing': () => 'The shared photo did not arrive here. Share it once more, or choose it.',
  'storage-closed': () =>
    'The browser does not let the page look into its storage, so it is not known which models are kept.',
  'storage-stuck': () => 'The browser could not delete that. Reload the page and try again.',
  'view-unreachable': () =>
    'This part of the page could not be fetched. Check the connection, then reload the page; a newer version of it may have taken its place.',
  'link-model': (name: string) => `This page knows no model “${name}”, which the link names. Choose one under “Model”.`,
  'link-backend': (name: string) => `The page computes in no way that is called “${name}”, which the link names.`,
  'link-by-hand': (name: string) =>
    `The link names ${name}, which no page may fetch: download it under “Model”, then drop the file here.`,
  'link-sample': (name: string) => `This page has no sample photo “${name}”, which the link names. Choose another one.`,
};

export type FailureCode = keyof typeof failures;
export type FailureTexts = typeof failures;
