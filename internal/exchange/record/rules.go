package record

import (
	"regexp"
	"strings"
)

// place is where a value stands: the name of its member, and that of the object or
// list around it. A value in a list has the name of the list.
type place struct {
	member, parent string
	// sealed says that nothing here may stay.
	sealed bool
}

// within is the place of a member of what stands here.
func (p place) within(member string, rules rules) place {
	return place{member: member, parent: p.member, sealed: p.sealed || rules.seals(p.member)}
}

// rules say what may stay. What they do not name is replaced.
type rules struct {
	// shapes are what a text may look like to stay, by the name of its member, or by
	// parent.member, in lower case.
	shapes map[string]*regexp.Regexp
	// dates and numbers are the ends of the names of members that hold harmless ones.
	dates, numbers []string
	// messages are the members with Concur's own words, and words are those.
	messages, words map[string]bool
	// sealed are members in which nothing stays.
	sealed map[string]bool
}

// attributeName is how Identity v4.1 names what a user has.
const attributeName = `(?:urn:ietf:params:scim:schemas:extension:[a-z]+:2\.0:User(?::[A-Za-z.]+)?|[A-Za-z]+(?:\.[A-Za-z]+)?)`

var (
	codeShape   = regexp.MustCompile(`^[A-Z0-9_]{1,12}(,[A-Z0-9_]{1,12})*$`)
	enumShape   = regexp.MustCompile(`^[A-Z]+(_[A-Z]+)*$`)
	wordShape   = regexp.MustCompile(`^[A-Za-z_]{1,40}$`)
	phraseShape = regexp.MustCompile(`^[A-Za-z][A-Za-z &/()-]{0,60}$`)
	dottedShape = regexp.MustCompile(`^[A-Za-z_]+([.][A-Za-z_]+)+$`)
	statusShape = regexp.MustCompile(`^\d{3}( ?-? ?[A-Za-z ]{0,40})?$`)
	localeShape = regexp.MustCompile(`^[a-z]{2}([-_][A-Z]{2})?$`)
	urnShape    = regexp.MustCompile(`^(urn:ietf:params:scim:[a-z:]+:2\.0:[A-Za-z]+|com:concur:[A-Za-z]+:[0-9.]{1,5})$`)
	mediaShape  = regexp.MustCompile(`^[a-z]+/[a-z0-9.+-]+$`)
	fieldShape  = regexp.MustCompile(`^[A-Za-z]{1,30}\d{0,2}$`)
	namesShape  = regexp.MustCompile(`^` + attributeName + `(,` + attributeName + `)*$`)
	// mailDateShape is how Receipts v4 writes times, in two ways.
	mailDateShape = regexp.MustCompile(`^[A-Z][a-z]{2},? (\d{2} [A-Z][a-z]{2}|[A-Z][a-z]{2} \d{2}) \d{4} [\d:]{8} GMT([+-][\d:]{5})?$`)
	// numberedField is custom9 or orgUnit1.
	numberedField = regexp.MustCompile(`^(custom|orgunit)\d{1,2}$`)
	allShape      = regexp.MustCompile(`^ALL$`)
	letter        = regexp.MustCompile(`^[A-Za-z]$`)
	capital       = regexp.MustCompile(`^[A-Z]$`)
	numberShape   = regexp.MustCompile(`^-?\d+(\.\d+)?([eE][+-]?\d+)?%?$`)
)

func newRules() rules {
	r := rules{
		shapes: map[string]*regexp.Regexp{},
		dates: []string{
			"date", "datetime", "datetimereceived", "timestamp", "server-time", "lastmodified", "created", "datebefore", "dateafter",
			"datefrom", "dateto",
		},
		numbers: []string{
			"amount", "total", "subtotal", "totals", "rate", "percentage", "percent", "count", "sequence", "level", "pages", "length", "distance",
			"quantity", "size", "index", "limit", "page", "totalresults", "totalelements", "itemsperpage", "expires_in", "version",
			"status",
			"key_count", "expenses", "amountdueemployee", "amountduecompanycard", "amountduecompany", "numberofpassengers",
		},
		messages: set("errormessage", "error_description", "detail", "error.message", "message"),
		words:    set(strings.Fields(ownWords)...),
		sealed: set("customdata", "leavesofabsence", "emergencycontacts", "addresses", "phonenumbers", "travelids",
			"com:concur:documents:1.0", "com:concur:travelpreferences:1.0", "com:concur:programs:1.0"),
	}
	r.stay(codeShape, "currency", "currencycode", "transactioncurrencycode", "reimbursementcurrency", "crncode", "countrycode", "country",
		"locationcountry", "approvalstatuscode", "approvalstatusid", "paymentstatuscode", "paymentstatusid", "statusid",
		"expensetypecode", "expensetypeid", "parentexpensetypeid", "spendcategorycode", "expensecode", "paymenttypecode",
		"taxreceipttype", "receipttypeid", "allocationtype",
		"exceptioncode", "exceptionvisibility", "fieldaccess", "defaultfieldaccess", "reimbursementmethod", "reimbursementtype",
		"attendeetypecode", "expensesource", "reportsource", "expectedstepcode", "stepcode", "unitofmeasure", "expensetype.id",
		"paymenttype.id", "receipttype.id", "expensetype.code", "approvalstatus.code", "paymentstatus.code", "expensetypes.code",
		"paymenttype.code", "paymenttypes.paymenttypeid", "attendeetypes.code", "reportentryreceipttype")
	r.stay(enumShape, "contexttype", "receiptstatus", "imagestatus", "concurauditstatus", "digitizationstatus", "imagecertificationstatus",
		"taxratelocation", "allocationstate", "distanceunit", "hasvat", "operation", "links.method", "batchstatus")
	r.stay(wordShape, "datatype", "controltype", "itemizationcopydownaction", "sort", "order", "token_type", "resourcetype", "principaltype",
		"usertype", "scimtype", "type", "objecttype", "itemtype", "spendcategory", "reporttype", "marketingname", "rel")
	r.stay(phraseShape, "approvalstatus", "paymentstatus", "approvalstatusname", "paymentstatusname", "status", "reportstatus",
		"approvalstatus.name", "paymentstatus.name")
	r.stay(dottedShape, "errorid", "validationerrors.id", "error.id")
	r.stay(statusShape, "httpstatus", "status_code")
	r.stay(localeShape, "preferredlanguage", "defaultlanguage", "localecode", "language")
	r.stay(urnShape, "schemas")
	r.stay(mediaShape, "contenttype", "mediatype", "content-type")
	r.stay(fieldShape, "fieldid", "customdata.id", "validationerrors.source", "parentfieldid")
	r.stay(namesShape, "attributes", "excludedattributes", "schema")
	r.stay(allShape, "user")
	r.stay(numberShape, "page.number", "exchangerate.value")
	return r
}

// ownWords are words of Concur's messages. Whatever else stands in one may be
// somebody's, and is replaced.
const ownWords = `a about access account action active already allocation allocationid allowed already amount an and answer any api approve
approved approver are as associated at attendee attendees authorized bad be because been before being belong below body by bytes call
cannot caller cash advance changed code comment company contexttype could create currency current data date deleted denied does entry error
exceeded exception exceptions expected expense expenseid expenses expired field fields file filter first for forbidden form format found
from given has have header id image in incorrect internal invalid is it item itemization itemizations its limit list location locked
login long malformed manager may message method missing more must name no not null of on one only open operation or out over owner page
paid parameter parsed path payment permission person policy policyid position process proxy put range receipt read recall recalled
refused rejected reopened report reportid request required requires resolve resource role scope sent server service set state status
step submit submitted supported system temporarily that the there this time to token too traveler try type unauthorized unavailable
unknown unsupported unsubmitted update used user userid uuid valid validation value was where which with workflow wrong you your`

func (r rules) stay(shape *regexp.Regexp, members ...string) {
	for _, member := range members {
		r.shapes[member] = shape
	}
}

func set(names ...string) map[string]bool {
	all := map[string]bool{}
	for _, name := range names {
		all[name] = true
	}
	return all
}

// stays reports whether a text may stay where it stands.
func (r rules) stays(p place, text string) bool {
	member := strings.ToLower(p.member)
	qualified := strings.ToLower(p.parent) + "." + member
	if shape := r.shapes[qualified]; shape != nil && shape.MatchString(text) {
		return true
	}
	if p.sealed {
		return false
	}
	if shape := r.shapes[member]; shape != nil && shape.MatchString(text) {
		return true
	}
	if dayForm.MatchString(text) || mailDateShape.MatchString(text) {
		return endsWith(p.member, r.dates)
	}
	return numberShape.MatchString(text) && endsWith(p.member, r.numbers)
}

// counts reports whether a number may stay where it stands. The value of an amount
// is called value; as a text, it may be anything.
func (r rules) counts(p place, number string) bool {
	return !p.sealed && strings.EqualFold(p.member, "value") || r.stays(p, number)
}

// seals reports whether nothing stays in a member. The fields that a company makes
// up are numbered.
func (r rules) seals(member string) bool {
	member = strings.ToLower(member)
	return r.sealed[member] || numberedField.MatchString(member)
}

// endsWith looks for the last words of a member. A bankAccount is no count.
func endsWith(member string, ends []string) bool {
	for _, end := range ends {
		begin := len(member) - len(end)
		if begin < 0 || !strings.EqualFold(member[begin:], end) {
			continue
		}
		if begin == 0 || !letter.MatchString(member[begin-1:begin]) || capital.MatchString(member[begin:begin+1]) {
			return true
		}
	}
	return false
}
