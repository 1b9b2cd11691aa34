# The means of bench/Zonal as R's terra takes them: extract(exact = TRUE), weighted with the cells' areas.
# Rscript terra.R GRIDS BOUNDARIES VARIABLE...
suppressMessages(library(terra))
arguments <- commandArgs(trailingOnly = TRUE)
zones <- vect(arguments[2])
for (variable in arguments[-(1:2)]) {
  grid <- rast(arguments[1], subds = variable)
  crs(grid) <- "EPSG:4326"
  cells <- extract(c(cellSize(grid[[1]]), grid), zones, exact = TRUE)
  weight <- cells$area * cells$fraction
  for (step in seq_len(nlyr(grid))) {
    value <- cells[[step + 2]]
    known <- !is.na(value)
    sums <- rowsum(cbind(weight * value, weight)[known, ], cells$ID[known])
    cat(sprintf("%s,%d,%s,%.17g\n", variable, step, rownames(sums), sums[, 1] / sums[, 2]), sep = "")
  }
}
