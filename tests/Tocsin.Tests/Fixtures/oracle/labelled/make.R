# Makes rki.csv again: 14 series of the Robert Koch Institute's SurvStat with labelled outbreaks, as the R package surveillance 1.20.3 carries them.
suppressMessages(library(surveillance))
out <- NULL
for (x in c("h1_nrwrp", "k1", "m1", "m2", "m3", "m4", "m5", "n1", "n2", "q1_nrwh", "q2", "s1", "s2", "s3")) {
  e <- new.env(); data(list = x, envir = e, package = "surveillance"); d <- get(x, envir = e)
  out <- rbind(out, data.frame(unit = x, t = seq_along(d$observed), y = as.vector(d$observed), state = as.integer(d$state)))
}
write.csv(out, "rki.csv", row.names = FALSE, quote = FALSE)
