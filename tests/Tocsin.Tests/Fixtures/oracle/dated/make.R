# Makes the tables of this folder (each then compressed): R 4.2.2, surveillance 1.20.3. Run: Rscript make.R
suppressMessages(library(surveillance))
set.seed(42)
num <- function(x) trimws(formatC(x, digits=12, format="g"))
f <- function(x) ifelse(is.na(x), "", num(x))
runs <- NULL
write <- function(name, s, sts, ctl) {
  ctl$glmWarnings <- FALSE
  r <- try(suppressWarnings(farringtonFlexible(sts, ctl)), silent=TRUE)
  if (inherits(r, "try-error")) { cat(name, r); return(invisible()) }
  c <- r@control; rg <- ctl$range

  o <- data.frame(t=rg, y=f(observed(r)[,1]), upper=f(upperbound(r)[,1]), alarm=ifelse(is.na(alarms(r)[,1]),"",as.integer(alarms(r)[,1])),
    expected=f(c$expected[,1]), score=f(c$score[,1]), pvalue=f(c$pvalue[,1]), phi=f(c$phiVector[,1]), trend=f(c$trend[,1]), trendcoef=f(c$trendVector[,1]))
  write.csv(o, paste0(name, ".csv"), row.names=FALSE, quote=FALSE)
  p <- function(n, d) if (is.null(ctl[[n]])) d else ctl[[n]]
  runs <<- rbind(runs, data.frame(file=name, series=s, b=p("b",5), w=p("w",3), reweight=p("reweight",TRUE), weightsThreshold=p("weightsThreshold",2.58),
    alpha=p("alpha",0.05), trend=p("trend",TRUE), pThresholdTrend=p("pThresholdTrend",0.05), limit54=paste(p("limit54",c(5,4)),collapse=" "), powertrans=p("powertrans","2/3"),
    populationOffset=p("populationOffset",FALSE), noPeriods=p("noPeriods",1), pastWeeksNotIncluded=p("pastWeeksNotIncluded",p("w",3)), thresholdMethod=p("thresholdMethod","delta")))
}
series <- function(name, freq, dates, y, pop) {
  write.csv(data.frame(date=if (is.null(dates)) seq_along(y) else format(dates), y=f(y), pop=num(pop)), paste0(name, ".series.csv"), row.names=FALSE, quote=FALSE)
  if (is.null(dates)) sts(observed=y, population=matrix(pop), start=c(2001,1), frequency=freq)
  else sts(observed=y, population=matrix(pop), epoch=as.numeric(dates), epochAsDate=TRUE, frequency=freq)
}
gen <- function(t, freq, a, b, amp, phi, pop) { m <- exp(a + b*t + amp*cos(2*pi*t/freq))*pop/mean(pop); rnbinom(length(t), mu=m, size=m/(phi-1)) }
n <- 520; t <- 1:n; pop <- round(50000*exp(t/800))
wk <- series("weekly", 52, seq(as.Date("2005-01-03"), by="7 days", length.out=n), gen(t,52,1.5,.001,.6,2,pop), pop)
wkna <- { y <- gen(t,52,1.5,.001,.6,2,pop); y[sample(n,40)] <- NA; y[261:262] <- NA; y[5:8] <- NA; series("weeklyna", 52, seq(as.Date("2005-01-06"), by="7 days", length.out=n), y, pop) }
u <- series("undated", 52, NULL, gen(t,52,1,-.001,.9,1.5,pop), pop)
m <- 120; mo <- series("monthly", 12, seq(as.Date("2008-01-01"), by="1 month", length.out=m), gen(1:m,12,2.5,.004,.5,3,rep(1,m)), round(1e5*exp((1:m)/200)))
d <- 1600; da <- series("daily", 365, seq(as.Date("2011-03-01"), by="1 day", length.out=d), gen(1:d,365,1,.0003,.5,1.6,rep(1,d)), round(1e5*exp((1:d)/2000)))
mu <- series("undatedmonthly", 12, NULL, gen(1:m,12,2.5,.004,.5,3,rep(1,m)), rep(1,m))
new <- list(b=5,w=3,noPeriods=10,pastWeeksNotIncluded=26,weightsThreshold=2.58,pThresholdTrend=1,alpha=.01,limit54=c(0,4))
w <- function(...) modifyList(new, list(...))
for (tm in c("delta","nbPlugin","muan")) {
  write(paste0("weekly_",tm), "weekly", wk, w(range=400:450, thresholdMethod=tm))
  write(paste0("weekly_pop_",tm), "weekly", wk, w(range=470:520, thresholdMethod=tm, populationOffset=TRUE))
  write(paste0("weekly_norew_",tm), "weekly", wk, w(range=470:500, thresholdMethod=tm, reweight=FALSE, pThresholdTrend=.05, limit54=c(5,4)))
  write(paste0("undated_norew_",tm), "undated", u, w(range=470:500, thresholdMethod=tm, reweight=FALSE, pThresholdTrend=.3, b=4))
  write(paste0("weeklyna_",tm), "weeklyna", wkna, w(range=268:300, thresholdMethod=tm))
  write(paste0("undated_notrend_",tm), "undated", u, w(range=470:500, thresholdMethod=tm, trend=FALSE, noPeriods=5, w=2, pastWeeksNotIncluded=1))
  write(paste0("monthly_",tm), "monthly", mo, list(range=80:120, b=5, w=1, noPeriods=5, pastWeeksNotIncluded=3, alpha=.01, thresholdMethod=tm, limit54=c(0,4), pThresholdTrend=1, weightsThreshold=2.58))
}
write("monthly_one", "monthly", mo, list(range=80:120, b=5, w=2, alpha=.01))
write("monthly_tight", "monthly", mo, list(range=80:120, b=5, w=1, noPeriods=10, pastWeeksNotIncluded=3, alpha=.01, limit54=c(0,4)))
write("monthly_quirk", "monthly", mo, list(range=80:120, b=5, w=2, noPeriods=10, pastWeeksNotIncluded=3, alpha=.01, limit54=c(0,4)))
write("undatedmonthly_quirk", "undatedmonthly", mu, list(range=80:120, b=5, w=2, noPeriods=9, pastWeeksNotIncluded=1, alpha=.01, limit54=c(0,4), populationOffset=FALSE))
write("undatedmonthly_pop", "undatedmonthly", mu, list(range=80:120, b=3, w=1, noPeriods=4, pastWeeksNotIncluded=1, alpha=.01, limit54=c(10,3), pThresholdTrend=.1))
write("daily_nb", "daily", da, list(range=1500:1540, b=4, w=7, noPeriods=12, pastWeeksNotIncluded=30, alpha=.01, limit54=c(5,4), thresholdMethod="nbPlugin", populationOffset=TRUE))
write("daily_one", "daily", da, list(range=1500:1540, b=3, w=10, alpha=.01, limit54=c(5,4), reweight=FALSE))
write("weekly_b8", "weekly", wk, w(range=500:520, b=8, thresholdMethod="nbPlugin"))
write("weekly_b1", "weekly", wk, w(range=500:520, b=1, thresholdMethod="muan"))
write("weekly_first", "weekly", wk, w(range=265:271, b=5, thresholdMethod="nbPlugin", limit54=c(60,4)))
write("undated_first", "undated", u, w(range=263:268, b=5, thresholdMethod="nbPlugin"))
write.csv(runs, "runs.csv", row.names=FALSE, quote=FALSE)
