// Ignores colours on their way from one scheme to the other.
const passing = (animation) => animation.effect?.getTiming().iterations !== Infinity;
await Promise.all(document.getAnimations().filter(passing).map((a) => a.finished.catch(() => {})));
const wider = document.documentElement.scrollWidth - document.documentElement.clientWidth;
// What is in a frame is uContact's; and in Firefox axe fails in a frame of another origin.
const { violations, passes } = await window.axe.run(document, { iframes: false });
const told = ({ id, help, nodes }) =>
  `${id}: ${help}: ${nodes.map((n) => `${n.target.join(" ")} (${n.failureSummary})`).join("; ")}`;
return { wider, passes: passes.length, violations: violations.map(told) };
