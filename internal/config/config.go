// Package config holds the settings of the program: what they are called, where
// they come from, and what is wrong with them.
//
// Flags beat the environment, which beats the file. Secrets come from the
// environment alone, as themselves, as the name of a file or as a command.
package config

import (
	"time"

	"github.com/alecthomas/kong"
)

// Config is every setting. The tags are read by kong.
type Config struct {
	// File holds settings as JSON, by the names of the flags with _ for -.
	File kong.ConfigFlag `name:"config" env:"CONCUR_MCP_CONFIG" placeholder:"PATH" help:"Settings as JSON, such as {\"read_only\": true}."`

	// ClientID is the OAuth application that the operator registered in Concur.
	ClientID string `env:"CONCUR_MCP_CLIENT_ID" help:"Id of your OAuth application in Concur."`
	// Secrets are never flags: those show in process lists.
	Secrets Secrets `kong:"-"`

	// Datacenter is where connections are refreshed before Concur says where they live.
	Datacenter string `env:"CONCUR_MCP_DATACENTER" default:"us2" help:"Your Concur data centre: us2, eu2, apj1, usg, cn, us-impl, emea-impl."`
	// ConcurURL replaces Concur's own hosts, for a proxy or a simulator.
	ConcurURL string `env:"CONCUR_MCP_CONCUR_URL" placeholder:"URL" help:"A proxy or simulator in place of Concur; http on loopback only."`
	// UpstreamTimeout bounds a request to Concur with its retries.
	UpstreamTimeout time.Duration `env:"CONCUR_MCP_UPSTREAM_TIMEOUT" default:"60s" help:"Longest time for a request with its retries."`
	// UpstreamRate spares Concur: it is how many requests a second one connection sends,
	// after a burst of four times as many.
	UpstreamRate float64 `env:"CONCUR_MCP_UPSTREAM_RATE" default:"10" help:"Requests a second that one connection sends to Concur."`

	// ReadOnly refuses and hides everything that changes something in Concur.
	ReadOnly bool `env:"CONCUR_MCP_READ_ONLY" help:"Offer only tools that change nothing in Concur."`
	// Confirm says which writes a person is asked about first.
	Confirm string `env:"CONCUR_MCP_CONFIRM" default:"irreversible" enum:"all,irreversible,none" help:"Which writes are confirmed first: all, irreversible (workflow steps and deletions) or none."`
	// PersonConfirms leaves no way around a person: the preview that an agent could confirm
	// by itself is not offered.
	PersonConfirms bool `env:"CONCUR_MCP_PERSON_CONFIRMS" help:"Refuse what has to be confirmed where the client cannot ask a person."`
	// Redact masks what is personal in results and in the journal.
	Redact bool `env:"CONCUR_MCP_REDACT" help:"Mask names, logins, cards and bank accounts in results and in the journal."`
	// Limits are the operator's rules for agents, which only the file can hold.
	Limits Limits `name:"limits" hidden:""`
	// Files are the folders that receipts may come from.
	Files []string `env:"CONCUR_MCP_FILES" placeholder:"FOLDER" help:"Folders with receipts, by commas; if not given, the working folder, and none on serve."`
	// FetchURLs lets an agent name any public address, which then sees the address of
	// this machine.
	FetchURLs bool `name:"fetch-urls" env:"CONCUR_MCP_FETCH_URLS" help:"Let receipts come from public addresses."`
	// Record is a folder for what is exchanged with Concur, with people and secrets replaced.
	Record string `env:"CONCUR_MCP_RECORD" placeholder:"FOLDER" help:"Write exchanges with Concur into a folder, made anonymous, for tests."`
	// LogLevel is the least important line that is written to stderr.
	LogLevel string `env:"CONCUR_MCP_LOG_LEVEL" default:"warn" help:"Least important log line on stderr: debug, info, warn, error."`

	// Store is where connections are kept; empty leaves the choice to the command.
	Store string `env:"CONCUR_MCP_STORE" placeholder:"ADDRESS" help:"Where connections and the journal are kept: keyring:, file:PATH, sqlite:PATH, postgres://... or memory:. By default the keychain, and sqlite on serve."`
	// CompanyID goes with Secrets.CompanyRequestToken.
	CompanyID string `env:"CONCUR_MCP_COMPANY_ID" placeholder:"UUID" help:"Your company in Concur, for a new company connection."`
	// CallbackListen is fixed, because the redirect address has to be registered in Concur.
	CallbackListen string `env:"CONCUR_MCP_CALLBACK_LISTEN" default:"127.0.0.1:8764" placeholder:"ADDRESS" help:"Where a sign-in on this machine comes back to; a loopback address."`

	// Demo puts the built-in simulator in the place of Concur.
	Demo bool `env:"CONCUR_MCP_DEMO" help:"Use the built-in simulator, connected as sample people; on serve they sign in. Needs no account."`
	// DemoUser is who is connected then.
	DemoUser string `env:"CONCUR_MCP_DEMO_USER" placeholder:"LOGIN" help:"With --demo: connect as another person of the sample company."`
	// DemoQuickExpensesV3 gives the sample company what Concur has retired.
	DemoQuickExpensesV3 bool `name:"demo-quick-expenses-v3" env:"CONCUR_MCP_DEMO_QUICK_EXPENSES_V3" help:"With --demo: Quick Expenses v3 too."`

	Selection
}

// Selection says which tools are offered.
type Selection struct {
	// Profile is a named set of tools.
	Profile string `env:"CONCUR_MCP_PROFILE" default:"default" help:"Set of tools to offer: default, traveler, approver, finance or all."`
	// Toolsets replace the profile.
	Toolsets []string `env:"CONCUR_MCP_TOOLSETS" placeholder:"NAME" help:"Offer these toolsets in place of the profile."`
	// Tools replace the profile too, or add to the toolsets.
	Tools []string `env:"CONCUR_MCP_TOOLS" placeholder:"NAME" help:"Offer these tools in place of the profile, or besides --toolsets."`
	// ExcludeTools are left out of what the others give.
	ExcludeTools []string `env:"CONCUR_MCP_EXCLUDE_TOOLS" placeholder:"NAME" help:"Leave these tools out."`
}
