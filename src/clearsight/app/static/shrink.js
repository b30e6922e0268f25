// Photos are drawn anew: what a file says of place and camera does not leave.
export async function shrink(data) {
  for (const name of ['camera', 'photo']) {
    const file = data.get(name), image = file?.size && await createImageBitmap(file).catch(() => 0);
    if (!image) continue; // HEIC, say: the server strips it
    const { width: w, height: h } = image;
    const scale = Math.min(1, Math.max(1536 / Math.max(w, h), 768 / Math.min(w, h)));
    const canvas = new OffscreenCanvas(Math.ceil(w * scale), Math.ceil(h * scale));
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    const type = /png|gif|webp/.test(file.type) ? 'image/png' : 'image/jpeg';
    data.set(name, await canvas.convertToBlob({ type, quality: 0.9 }), 'photo');
  }
}
