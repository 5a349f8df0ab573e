// Photos are shrunk to 1600 px before they travel, and can be taken back. Without this file they travel as they are.
(() => {
  "use strict";
  const LONGEST = 1600;
  const shrink = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
    const image = await createImageBitmap(file).catch(() => null);
    if (!image) return file;
    const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    const small = blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
    small.canvas = canvas;
    return small;
  };
  const cross = (address) => {
    const space = "http://www.w3.org/2000/svg";
    const icon = document.createElementNS(space, "svg");
    const use = document.createElementNS(space, "use");
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${address}#x`);
    icon.append(use);
    return icon;
  };
  document.querySelectorAll("[data-photos]").forEach((box) => {
    const input = box.querySelector('input[type="file"]');
    const shelf = box.querySelector(".previews");
    let kept = [];
    const show = () => {
      const carrier = new DataTransfer();
      kept.forEach((file) => carrier.items.add(file));
      input.files = carrier.files;
      shelf.replaceChildren(...kept.map((file, at) => {
        const tile = document.createElement("div");
        tile.className = "preview";
        if (file.canvas) tile.append(file.canvas);
        const remove = document.createElement("button");
        remove.type = "button";
        remove.setAttribute("aria-label", `${box.dataset.remove} ${at + 1}`);
        remove.append(cross(box.dataset.icons));
        remove.addEventListener("click", () => {
          kept = kept.filter((other) => other !== file);
          show();
          input.focus();
        });
        tile.append(remove);
        return tile;
      }));
    };
    input.addEventListener("change", async () => {
      const fresh = await Promise.all([...input.files].map(shrink));
      kept = (input.multiple ? [...kept, ...fresh] : fresh).slice(0, Number(box.dataset.max));
      show();
    });
  });
})();
