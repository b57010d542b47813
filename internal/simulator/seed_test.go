package simulator

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func sample(t *testing.T) *state {
	t.Helper()
	st, err := loadSeed(newClock().now(), newIDSource(1))
	require.NoError(t, err)
	return st
}

func everyExpense(st *state) []*expense {
	var every []*expense
	for _, r := range st.reports {
		for _, e := range r.expenses {
			every = append(append(every, e), e.itemizations...)
		}
	}
	return every
}

func TestTheSampleCompanyIsAsLargeAsItClaims(t *testing.T) {
	t.Parallel()
	st := sample(t)
	assert.Len(t, st.people, 12)
	assert.Len(t, st.policies, 2)
	assert.NotEqual(t, st.policies[0].currency, st.policies[1].currency)
	assert.Len(t, st.paymentTypes, 4)
	assert.GreaterOrEqual(t, len(st.locations), 15)
	assert.GreaterOrEqual(t, len(st.reports), 40)
	expenses := 0
	for _, r := range st.reports {
		expenses += len(r.expenses)
	}
	assert.Equal(t, 400, expenses)
}

func TestTheSampleCompanyHasEveryRole(t *testing.T) {
	t.Parallel()
	st := sample(t)
	counted := map[string]int{}
	for _, p := range st.people {
		for role, has := range map[string]bool{
			"approver": p.isApprover, "processor": p.isProcessor, "administrator": p.isAdmin, "test user": p.isTestUser,
			"delegates": len(p.delegates) > 0, "proxy": len(p.proxies) > 0,
		} {
			if has {
				counted[role]++
			}
		}
		require.NotEmpty(t, p.policies, p.login)
		if p.managerID != "" {
			require.NotNil(t, st.person(p.managerID), p.login)
			assert.True(t, st.person(p.managerID).isApprover, p.login)
		}
	}
	assert.Equal(t, map[string]int{"approver": 5, "processor": 1, "administrator": 1, "test user": 1, "delegates": 4, "proxy": 1}, counted)
	level := st.personByLogin(luca)
	for _, above := range []string{rita, tom, ingrid} {
		level = st.person(level.managerID)
		require.NotNil(t, level)
		assert.Equal(t, above, level.login)
	}
}

func TestTheSampleCompanyHasAReportInEveryState(t *testing.T) {
	t.Parallel()
	st := sample(t)
	found := map[string]bool{}
	for _, r := range st.reports {
		found[r.approvalStatus] = true
		found[r.paymentStatus] = true
		found["sent back"] = found["sent back"] || r.sentBack
		found["recalled"] = found["recalled"] || r.recalled
	}
	for _, s := range []string{
		"A_NOTF", "A_RESU", "A_PEND", "A_PECO", "A_PBDG", "A_EXTV", "A_ACCO", "A_APPR", "A_FILE", "A_PVAL", "A_RHLD", "A_TEXP", "A_AAFH",
		"P_NOTP", "P_PROC", "P_HOLD", "P_PAID", "P_PAYC", "sent back", "recalled",
	} {
		assert.True(t, found[s], s)
	}
}

func TestTheSampleIdsAreUnique(t *testing.T) {
	t.Parallel()
	st := sample(t)
	seen := map[string]bool{}
	add := func(id string) {
		assert.False(t, seen[id], id)
		seen[id] = true
	}
	for _, r := range st.reports {
		assert.Regexp(t, `^[0-9A-F]{20}$`, r.id)
		add(r.id)
		add(r.number)
	}
	for _, e := range everyExpense(st) {
		assert.Regexp(t, `^[0-9A-F]{32}$`, e.id)
		assert.Contains(t, e.v3ID, "$")
		add(e.id)
		add(e.v3ID)
	}
}

func TestTheSampleSumsAndDatesAreConsistent(t *testing.T) {
	t.Parallel()
	st, now := sample(t), newClock().now()
	from := dayOf(now).AddDate(0, -6, 0)
	for _, r := range st.reports {
		total, claimed := st.totals(r).total, st.totals(r).claimed
		assert.True(t, total.Equal(claimed.Add(st.totals(r).personal)), r.name)
		assert.True(t, total.IsPositive(), r.name)
		for _, moment := range []time.Time{r.created, r.submitted, r.processing, r.paid, r.modified} {
			assert.False(t, moment.After(now), "%s: %s", r.name, moment)
			assert.True(t, moment.IsZero() || moment.After(from), "%s: %s", r.name, moment)
		}
		assert.True(t, r.submitted.IsZero() || r.submitted.After(r.created), r.name)
		assert.True(t, r.processing.IsZero() || r.processing.After(r.submitted), r.name)
		assert.True(t, r.paid.IsZero() || r.paid.After(r.processing), r.name)
		assert.LessOrEqual(t, len([]rune(r.name)), nameLimit, r.name)
		for _, e := range r.expenses {
			assert.True(t, e.date.After(from), "%s: %s", r.name, e.date)
			assert.True(t, e.amount.IsPositive(), "%s: %s", r.name, e.vendor)
			assert.NotNil(t, st.paymentType(e.paymentTypeID), r.name)
			assert.NotNil(t, st.location(e.locationID), r.name)
			require.NotNil(t, st.policyOf(r).expenseType(e.typeID), e.typeID)
			assert.False(t, st.policyOf(r).expenseType(e.typeID).isHeading, e.typeID)
			if e.imageID != "" {
				assert.NotNil(t, st.imageByID(e.imageID), r.name)
			}
		}
	}
}

func TestNoSampleReportWasSubmittedAgainstTheRules(t *testing.T) {
	t.Parallel()
	st, now := sample(t), newClock().now()
	for _, r := range st.reports {
		if r.unsubmitted() || r.approvalStatus == "A_RHLD" {
			continue
		}
		for _, check := range submitChecks() {
			assert.False(t, check.fails(st, r, now), "%s: %s", r.name, check.errorID)
		}
	}
	held := slices.IndexFunc(st.reports, func(r *report) bool { return r.approvalStatus == "A_RHLD" })
	assert.True(t, st.blocked(st.reports[held], now, func(f finding) bool { return f.code == missingReceipt }))
}

func TestRitaHasSomethingToDo(t *testing.T) {
	t.Parallel()
	st, now := sample(t), newClock().now()
	traveler := st.personByLogin(rita)
	waitingLong, blockedDrafts := 0, 0
	for _, r := range st.reports {
		if r.ownerID != traveler.id {
			continue
		}
		if r.inWorkflow() && now.Sub(r.submitted) > 5*24*time.Hour {
			waitingLong++
		}
		if r.approvalStatus == notSubmitted && st.blocked(r, now, func(finding) bool { return true }) {
			blockedDrafts++
		}
	}
	assert.GreaterOrEqual(t, waitingLong, 3)
	assert.Equal(t, 1, blockedDrafts)
	assert.GreaterOrEqual(t, len(st.queue(traveler, false)), 3)
	assert.Equal(t, tom, st.person(traveler.managerID).login)
}

func TestTheSampleDataHasTheSpecialCases(t *testing.T) {
	t.Parallel()
	st, now := sample(t), newClock().now()
	found := map[string]bool{}
	for _, r := range st.reports {
		for _, f := range st.findings(r, now, officeView) {
			found[f.code] = true
		}
		for _, e := range r.expenses {
			found["foreign"] = found["foreign"] || e.currency != r.currency
			found["private"] = found["private"] || e.personal
			found["card"] = found["card"] || e.cardMatched
			found["itemized"] = found["itemized"] || len(e.itemizations) > 0
			found["mileage"] = found["mileage"] || e.journey != nil
			found["attendees"] = found["attendees"] || e.attendeeCount() > 1
			found["undefined"] = found["undefined"] || e.typeID == undefinedType
			found["rejected"] = found["rejected"] || e.rejected
		}
		found["comment"] = found["comment"] || len(r.comments) > 0
	}
	for _, what := range []string{
		missingReceipt, itemDifference, inTheFuture, overLimit, enteredTwice, "AUDIT01", "ANOMALY",
		"foreign", "private", "card", "itemized", "mileage", "attendees", "undefined", "rejected", "comment",
	} {
		assert.True(t, found[what], what)
	}
}

func TestTheFirstPolicyOfAPersonPaysInTheirCurrency(t *testing.T) {
	t.Parallel()
	st := sample(t)
	several := 0
	for _, p := range st.people {
		if len(p.policies) > 1 {
			several++
		}
		assert.Equal(t, p.currency, st.policy(p.policies[0]).currency, p.login)
	}
	assert.Equal(t, 1, several, "somebody has a choice")
}
