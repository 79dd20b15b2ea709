// The pictures of a product. Without this file the strip scrolls and its links lead to pictures;
// with it the links keep the page still, arrow keys turn the pictures, and the links say which shows.

function wire(gallery) {
  const strip = gallery.querySelector("[data-gallery-strip]");
  const pictures = [...strip.children];
  const links = [...gallery.querySelectorAll("[data-gallery-link]")];
  let shown = 0;

  const show = (number) => {
    const picture = pictures[Math.min(Math.max(number, 0), pictures.length - 1)];
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    strip.scrollTo({ left: picture.offsetLeft, behavior: still ? "instant" : "smooth" });
  };

  links.forEach((link, number) => link.addEventListener("click", (event) => {
    event.preventDefault();
    show(number);
  }));
  strip.addEventListener("keydown", (event) => {
    const target = { ArrowLeft: shown - 1, ArrowRight: shown + 1, Home: 0, End: pictures.length - 1 }[event.key];
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    show(target);
  });

  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) shown = pictures.indexOf(entry.target);
    links.forEach((link, number) => {
      if (number === shown) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }, { root: strip, threshold: 0.6 });
  for (const picture of pictures) watch.observe(picture);
}

for (const gallery of document.querySelectorAll("[data-gallery]")) wire(gallery);
