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
  'photo-checkpoint': (name: string) => `${name} is a checkpoint, not a picture: open it under “Model”.`,
  'photo-sizeless': (name: string) =>
    `${name} is a drawing without a readable size. Give it a width and a height of a pixel or more, or save it as a PNG.`,
  'photo-deceives': (name: string) =>
    `${name} is named like a picture, but holds none that this browser can open. Choose another one, or save it anew as a JPEG.`,
  'photo-heic': (name: string) =>
    `${name} is a HEIC photo, which this browser cannot open. Export it as a JPEG; on an iPhone, “Most Compatible” in the camera’s settings takes JPEGs.`,
  'photo-raw': (name: string) =>
    `${name} is a picture in a format that this browser cannot open. Export it as a JPEG or PNG.`,
  'sample-unreachable': () => 'The sample photo could not be fetched; check the connection and try again.',
  folder: (name: string) => `${name} is a folder. Take one photo from it, or drop it on “Many photos”.`,
  text: () => 'That is text, not a picture. Save the picture first, and choose its file.',
  nothing: () => 'There is no picture in that. Save the picture first, and choose its file.',
  'shared-nothing': () => 'The shared photo did not arrive here. Share it once more, or choose it.',
  'address-none': () => 'That is no address. One begins with https://.',
  'address-scheme': (scheme: string) =>
    `The page fetches pictures by https only, and that address begins with “${scheme}”. Save the picture first, and choose its file.`,
  'address-closed': (host: string) =>
    `${host} does not let other pages read its pictures. Save the picture first, and choose its file.`,
  'address-unreachable': (host: string) => `${host} cannot be reached. Check the address and the connection.`,
  'address-missing': (host: string) => `${host} has nothing at that address. Check it, and try again.`,
  'address-refused': (host: string) => `${host} refuses to give the picture. Save it by hand, and choose its file.`,
  'address-page': (host: string) =>
    `That address leads to a page of ${host}, not to a picture. Copy the address of the picture itself.`,
  'address-too-large': (host: string) =>
    `What ${host} sends is larger than 64 MB. Save the picture first, make it smaller, and choose its file.`,
  'address-slow': (host: string) => `${host} did not send the picture within half a minute. Try again later.`,
  'address-broken': (host: string) => `The picture of ${host} broke off on its way. Try again.`,
  'camera-denied': () =>
    'The page may not use the camera. Allow it in the browser’s settings for this page, often a sign beside the address; on a phone the system’s settings must allow it, too.',
  'camera-none': () => 'The browser finds no camera. Connect one, and try again.',
  'camera-busy': () =>
    'The camera does not start. Another program or another tab may be using it: close that, and try again.',
  'camera-lost': () => 'The camera has gone: it was unplugged, or the system has taken it back.',
  'camera-hidden': () => 'The camera was stopped because the page was out of sight.',
  'camera-insecure': () =>
    'Browsers give cameras only to pages with an address that begins with https. Open this page with such an address.',
  'camera-failed': () => 'The camera could not be started.',
  'storage-closed': () =>
    'The browser does not let the page look into its storage, so it is not known which models are kept.',
  'storage-stuck': () => 'The browser could not delete that. Reload the page and try again.',
  'teach-failed': () => 'The model could not be taught.',
  'teach-not-kept': () => 'This could not be kept on this device: the browser refused, perhaps for lack of space.',
  'teach-no-file': () =>
    'For that the model’s own file is needed once more, and it could not be fetched: this device keeps it only in the form that a graphics processor needs. Check the connection and try again. You can keep what you taught on this device meanwhile.',
  'part-unreachable': () =>
    'This part of the page could not be fetched. Check the connection and try again. If it stays so, reload the page: a newer version of it may have taken its place.',
  'link-unknown': (name: string) => `The link names “${name}”, which this page does not have.`,
  'link-by-hand': (name: string) =>
    `The link names ${name}, which no page may fetch: download it under “Model”, then drop the file here.`,
};

export type FailureCode = keyof typeof failures;
export type FailureTexts = typeof failures;
