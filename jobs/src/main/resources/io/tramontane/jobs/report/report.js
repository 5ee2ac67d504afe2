"use strict";
// Draws each chart from the table below it, so that both show the same values.
(() => {
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

  function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function table(canvas) {
    const table = canvas.closest("figure").querySelector("table");
    const rows = [...table.tBodies[0].rows];
    return {
      category: table.tHead.rows[0].cells[0].textContent,
      unit: table.tHead.rows[0].cells[1].textContent,
      names: rows.map((row) => row.cells[0].textContent),
      values: rows.map((row) => Number(row.cells[1].dataset.value)),
    };
  }

  function shorten(name) {
    return name.length > 40 ? name.slice(0, 39) + "…" : name;
  }

  // A column for each bin of probability up to its accuracy, and a point at its mean probability.
  function drawReliability(canvas) {
    const rows = [...canvas.closest("figure").querySelector("table").tBodies[0].rows];
    const share = (cell) => (cell.dataset.value === "" ? null : Number(cell.dataset.value));
    return new Chart(canvas, {
      data: {
        labels: rows.map((row) => row.cells[0].textContent),
        datasets: [
          {
            type: "line",
            label: "mean probability",
            data: rows.map((row) => share(row.cells[2])),
            borderColor: color("--text"),
            backgroundColor: color("--card"),
            borderWidth: 2,
            pointRadius: 5,
            clip: false,
            showLine: false,
          },
          {
            type: "bar",
            label: "accuracy",
            data: rows.map((row) => share(row.cells[1])),
            backgroundColor: color("--accent"),
            categoryPercentage: 1,
            barPercentage: 0.96,
          },
        ],
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        scales: {
          x: { title: { display: true, text: "Probability of the answer" }, grid: { display: false } },
          y: { title: { display: true, text: "Share" }, min: 0, max: 1, grid: { color: color("--line") } },
        },
        plugins: {
          tooltip: {
            displayColors: false,
            callbacks: {
              label: (item) => item.dataset.label + " " + item.raw.toFixed(3),
              footer: (items) => rows[items[0].dataIndex].cells[3].textContent + " documents",
            },
          },
        },
      },
    });
  }

  function draw(canvas) {
    const kind = canvas.dataset.kind;
    if (kind === "reliability") {
      return drawReliability(canvas);
    }
    const { category, unit, names, values } = table(canvas);
    const horizontal = kind === "bars";
    if (horizontal) {
      canvas.parentElement.style.height = 4 + 1.75 * names.length + "rem";
    }
    const nameAxis = {
      title: { display: !horizontal, text: category },
      grid: { display: false },
      ticks: { maxRotation: 0, autoSkip: !horizontal, autoSkipPadding: 16 },
    };
    if (horizontal) {
      nameAxis.ticks.callback = (index) => shorten(names[index]);
    }
    const valueAxis = {
      title: { display: true, text: unit },
      beginAtZero: true,
      grid: { color: color("--line") },
      ticks: { callback: (value) => number.format(value), precision: kind === "line" ? undefined : 0 },
    };
    return new Chart(canvas, {
      type: kind === "line" ? "line" : "bar",
      data: {
        labels: names,
        datasets: [
          {
            data: values,
            borderColor: color("--accent"),
            backgroundColor: kind === "line" ? color("--accent-faint") : color("--accent"),
            borderWidth: kind === "line" ? 2 : 0,
            fill: true,
            pointRadius: names.length > 1 ? 0 : 3,
            pointHitRadius: 8,
            categoryPercentage: kind === "columns" ? 1 : 0.8,
            barPercentage: kind === "columns" ? 0.96 : 0.9,
            maxBarThickness: horizontal ? 24 : undefined,
          },
        ],
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        indexAxis: horizontal ? "y" : "x",
        interaction: { mode: "index", axis: horizontal ? "y" : "x", intersect: false },
        scales: horizontal ? { x: valueAxis, y: nameAxis } : { x: nameAxis, y: valueAxis },
        plugins: {
          legend: { display: false },
          tooltip: {
            displayColors: false,
            callbacks: { label: (item) => number.format(item.raw) + " " + unit },
          },
        },
      },
    });
  }

  let charts = [];

  function drawAll() {
    charts.forEach((chart) => chart.destroy());
    Chart.defaults.color = color("--faint");
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    charts = [...document.querySelectorAll("canvas")].map(draw);
  }

  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
})();
