# Makes the tables of this folder (rows.csv and series.csv then compressed): R 4.2.2, surveillance 1.20.3. Run: Rscript make.R
suppressMessages(library(surveillance))
set.seed(7)
f <- function(x) ifelse(is.na(x), "", trimws(formatC(x, digits=12, format="g")))
gen <- function(n, freq, a, b, amp, phi) { t <- 1:n; m <- exp(a + b*t + amp*cos(2*pi*t/freq)); rnbinom(n, mu=m, size=m/(phi-1)) }
burst <- function(y, at, by) { y[at] <- y[at] + by; y }
weekly <- burst(gen(520, 52, 1.6, .0008, .5, 1.8), c(300:304, 470:476), 9)
weeklyna <- weekly; weeklyna[c(30, 170, 460)] <- NA
monthly <- burst(gen(150, 12, 2.8, .002, .4, 2.5), c(90, 140:142), 30)
zeros <- c(rep(0, 500), 1, 0, 4, 9, 2, 0, 0, 3, 6, 8, 1, 0, 0, 0, 2, 1, 0, 0, 5, 7)
daily <- gen(1200, 365, 1, .0003, .5, 1.3)
dates <- list(weekly=seq(as.Date("2005-01-03"), by="7 days", length.out=520), weeklyna=seq(as.Date("2005-01-03"), by="7 days", length.out=520),
  monthly=seq(as.Date("2008-01-01"), by="1 month", length.out=150), zeros=seq(as.Date("2005-01-03"), by="7 days", length.out=520), daily=seq(as.Date("2011-03-01"), by="1 day", length.out=1200))
counts <- list(weekly=weekly, weeklyna=weeklyna, monthly=monthly, zeros=zeros, daily=daily)
freq <- c(weekly=52, weeklyna=52, monthly=12, zeros=52, daily=365)
write.csv(do.call(rbind, lapply(names(counts), function(n) data.frame(series=n, t=seq_along(counts[[n]]), date=format(dates[[n]]), y=f(counts[[n]])))), "series.csv", row.names=FALSE, quote=FALSE)
make <- function(n, dated) if (dated) sts(observed=counts[[n]], epoch=as.numeric(dates[[n]]), epochAsDate=TRUE, frequency=freq[[n]]) else sts(observed=counts[[n]], frequency=freq[[n]])
rows <- NULL; runs <- NULL
run <- function(name, algorithm, series, dated=FALSE, ...) {
  ctl <- list(...)
  r <- try(suppressWarnings(switch(algorithm,
    farrington=farrington(make(series, dated), control=ctl, verbose=FALSE), cusum=cusum(make(series, dated), control=ctl), glrpois=glrpois(make(series, dated), control=ctl),
    glrnb=glrnb(make(series, dated), control=ctl), bayes=bayes(make(series, dated), control=ctl), rki=rki(make(series, dated), control=ctl), outbreakP=outbreakP(make(series, dated), control=ctl))), silent=TRUE)
  if (inherits(r, "try-error")) { cat(name, r); return(invisible()) }
  told <- ctl[names(ctl) != "range"]
  told <- lapply(told, function(x) if (is.list(x)) paste(names(x), x, sep=":", collapse=" ") else paste(x, collapse=" "))
  runs <<- rbind(runs, data.frame(file=name, algorithm=algorithm, series=series, dated=dated, params=paste(names(told), unlist(told), sep="=", collapse="; ")))
  rows <<- rbind(rows, data.frame(file=name, t=ctl$range, upper=f(upperbound(r)[,1]), alarm=ifelse(is.na(alarms(r)[,1]), "", as.integer(alarms(r)[,1]))))
}
for (p in c("2/3", "1/2", "none")) {
  run(paste0("f_undated_", sub("/", "", p)), "farrington", "weekly", range=420:460, b=6, w=2, alpha=.02, powertrans=p, limit54=c(0, 4))
  run(paste0("f_norew_", sub("/", "", p)), "farrington", "weekly", range=470:490, b=3, w=4, reweight=FALSE, alpha=.1, powertrans=p)
}
run("f_dated", "farrington", "weekly", TRUE, range=400:520, b=5, w=3, alpha=.05)
run("f_dated_b2", "farrington", "weekly", TRUE, range=300:340, b=2, w=3, alpha=.05)
run("f_notrend", "farrington", "weekly", range=400:440, b=5, w=3, alpha=.01, trend=FALSE)
run("f_limit", "farrington", "weekly", range=400:440, b=5, w=3, alpha=.01, limit54=c(30, 3))
run("f_monthly", "farrington", "monthly", range=80:150, b=5, w=1, alpha=.05)
run("f_monthly_dated", "farrington", "monthly", TRUE, range=80:150, b=5, w=1, alpha=.05)
run("f_daily", "farrington", "daily", range=1110:1200, b=3, w=7, alpha=.05)
run("f_daily_dated", "farrington", "daily", TRUE, range=1110:1200, b=3, w=7, alpha=.05)
run("f_first", "farrington", "weekly", range=264:270, b=5, w=3, alpha=.05)
run("f_zeros", "farrington", "zeros", range=501:520, b=5, w=3, alpha=.05, limit54=c(0, 4))
run("f_zeros_limit", "farrington", "zeros", range=495:520, b=5, w=3, alpha=.05)
for (tr in c("standard", "rossi", "anscombe", "anscombe2nd", "pearsonNegBin", "none")) {
  run(paste0("c_", tr), "cusum", "weekly", range=200:520, k=.7, h=3, trans=tr, alpha=.15, m="glm")
  run(paste0("c_monthly_", tr), "cusum", "monthly", range=40:150, k=.5, h=4, trans=tr, alpha=.05)
  run(paste0("c_known_", tr), "cusum", "weekly", range=100:160, k=1, h=2, trans=tr, alpha=.3, m=6)
}
run("c_gap", "cusum", "weeklyna", range=105:160, k=1, h=2, m="glm")
T <- list(S=1, trend=TRUE)
run("g_cases", "glrpois", "weekly", range=250:340, c.ARL=6, mu0=T, ret="cases")
run("g_two", "glrpois", "weekly", range=250:340, c.ARL=6, mu0=list(S=2, trend=FALSE), ret="value")
run("g_s0", "glrpois", "weekly", range=250:340, c.ARL=6, mu0=list(S=0, trend=TRUE), ret="value")
run("g_monthly", "glrpois", "monthly", range=60:150, c.ARL=4, mu0=T, ret="value")
run("g_window", "glrpois", "weekly", range=250:340, c.ARL=4, M=5, Mtilde=2, mu0=T, ret="value")
run("g_shortest", "glrpois", "weekly", range=250:340, c.ARL=4, Mtilde=4, mu0=T, ret="value")
run("g_theta", "glrpois", "weekly", range=250:340, c.ARL=4, theta=.3, mu0=T, ret="cases")
run("g_epi_theta", "glrpois", "weekly", range=250:340, c.ARL=4, theta=.3, mu0=T, change="epi", ret="value")
run("g_epi", "glrpois", "weekly", range=250:340, c.ARL=3, M=20, mu0=T, change="epi", ret="value")
run("n_est", "glrnb", "weekly", range=250:340, c.ARL=4, alpha=NULL, mu0=T, ret="value")
run("n_est_monthly", "glrnb", "monthly", range=60:150, c.ARL=4, alpha=NULL, ret="value")
run("n_fixed", "glrnb", "weekly", range=250:340, c.ARL=4, alpha=.3, mu0=T, ret="value")
run("n_window", "glrnb", "weekly", range=250:340, c.ARL=3, alpha=.1, M=4, mu0=T, ret="value")
run("n_shortest", "glrnb", "weekly", range=250:340, c.ARL=3, alpha=.1, Mtilde=3, mu0=T, ret="value")
run("n_cases", "glrnb", "weekly", range=280:320, c.ARL=3, alpha=.1, M=10, mu0=T, ret="cases")
run("n_theta", "glrnb", "weekly", range=250:340, c.ARL=3, alpha=.1, theta=.4, mu0=T, ret="cases")
run("b_2", "bayes", "weekly", range=300:420, b=1, w=6, actY=TRUE, alpha=.05)
run("b_dated", "bayes", "weekly", TRUE, range=400:480, b=5, w=3, actY=FALSE, alpha=.001)
run("b_gap", "bayes", "weeklyna", range=165:180, b=0, w=6, actY=TRUE, alpha=.05)
run("b_monthly", "bayes", "monthly", range=50:150, b=3, w=2, actY=TRUE, alpha=.01)
run("b_zeros", "bayes", "zeros", range=490:520, b=2, w=4, actY=TRUE, alpha=.01)
run("r_1", "rki", "weekly", range=60:160, b=0, w=6, actY=TRUE)
run("r_2", "rki", "weekly", range=300:420, b=1, w=6, actY=TRUE)
run("r_monthly", "rki", "monthly", range=50:150, b=2, w=2, actY=TRUE)
run("o_cases", "outbreakP", "zeros", range=1:520, k=100, ret="cases")
run("o_value", "outbreakP", "zeros", range=490:520, k=100, ret="value")
run("o_monthly", "outbreakP", "monthly", range=1:60, k=20, ret="cases")
write.csv(rows, "rows.csv", row.names=FALSE, quote=FALSE)
write.csv(runs, "runs.csv", row.names=FALSE, quote=FALSE)
