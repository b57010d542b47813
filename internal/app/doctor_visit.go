package app

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/doctor"
	"github.com/concur-mcp/concur-mcp/internal/signin"
	"github.com/concur-mcp/concur-mcp/internal/telemetry"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// visit is one run of the doctor.
type visit struct {
	command *doctorCommand
	streams Streams
	report  doctor.Report
}

// examine looks at everything, as far as what is wrong with one thing lets it look
// at the next.
func (v *visit) examine(ctx context.Context) (doctor.Report, error) {
	c := &v.command.Settings
	list, err := switchedOn(c)
	if err != nil {
		return v.report, err
	}
	v.settings(ctx, c)
	v.limits(c)
	if !c.Demo {
		v.listeners(ctx, c)
	}
	level, err := c.Level()
	if err != nil {
		level = slog.LevelWarn // It was told of with the settings.
	}
	if v.command.Serve && c.Store == "" {
		if c.Store, err = servedStore(c); err != nil {
			v.add(doctor.Setting(err.Error()))
			return v.report, nil
		}
	}
	desk, err := deskFor(ctx, c, telemetry.NewLogger(v.streams.Err, level), v.streams)
	if err != nil {
		v.add(doctor.Setting(err.Error()))
		return v.report, nil
	}
	v.network(ctx, desk)
	if v.store(ctx, desk) {
		v.report.Tools, v.report.Scopes = doctor.Tools(list, v.connections(ctx, desk))
	}
	return v.report, desk.close(ctx)
}

func (v *visit) add(findings ...doctor.Finding) {
	v.report.Findings = append(v.report.Findings, findings...)
}

// settings finds what is wrong with the settings themselves.
func (v *visit) settings(ctx context.Context, c *config.Config) {
	var problems, more config.Problems
	if !c.Demo {
		errors.As(c.ReadSecrets(ctx, os.Getenv), &problems)
	}
	err := c.Check()
	if v.command.Serve {
		err = c.CheckServing(&v.command.Serving)
	}
	errors.As(err, &more)
	for _, problem := range append(problems, more...) {
		v.add(doctor.Setting(problem))
	}
	if len(problems)+len(more) == 0 {
		v.add(doctor.SettingsFine())
	}
}

// limits says which rules hold for agents.
func (v *visit) limits(c *config.Config) {
	v.add(doctor.Limits(c.Limits.Rules, string(c.File))...)
	var names []string
	for _, tool := range catalog.Tools(catalog.Deps{}) {
		names = append(names, tool.Name)
	}
	if err := c.Limits.UnknownTools(names); err != nil {
		v.add(doctor.UnknownTools(err))
		c.Limits = config.Limits{} // Nothing would run with them; the rest is looked at without.
	}
}

// listeners looks at the addresses that are listened on, and at what answers there.
func (v *visit) listeners(ctx context.Context, c *config.Config) {
	base := "http://" + c.CallbackListen
	if v.command.Serve {
		base = v.serving(ctx)
	} else {
		v.add(doctor.SignIn(ctx, c.CallbackListen))
	}
	v.add(doctor.RedirectURI(base + signin.CallbackPath))
}

// network looks at the way to Concur, and at what Concur thinks of the application.
func (v *visit) network(ctx context.Context, desk *desk) {
	client := lookingClient(desk.transport)
	reached := true
	for _, address := range desk.bases() {
		base, err := url.Parse(address)
		if err != nil {
			continue // Check has said so.
		}
		findings := doctor.Reach(ctx, client, base, time.Now)
		v.add(findings...)
		reached = reached && findings[0].Verdict == doctor.Fine
	}
	if reached {
		_, err := desk.connections.AppToken(ctx)
		v.add(doctor.Application(desk.clientID, err))
	}
}

// bases are where requests for tokens go.
func (d *desk) bases() []string {
	if d.settings.Demo || d.settings.ConcurURL != "" {
		return []string{d.base}
	}
	return []string{d.base, auth.DatacenterBase("glz")}
}

func (v *visit) store(ctx context.Context, desk *desk) (usable bool) {
	finding := doctor.Store(ctx, desk.store, desk.address)
	v.add(finding)
	if finding.Verdict == doctor.Wrong {
		return false
	}
	v.add(doctor.Journal(ctx, desk.journal, time.Now())...)
	return true
}

// connections looks at those of this person and of the company, which it tries, and at
// those of other callers, which it does not. What a server has for its callers is all of
// them, and this person's only where it lets everybody in as them.
func (v *visit) connections(ctx context.Context, desk *desk) []doctor.Granted {
	all, err := desk.all(ctx)
	if err != nil {
		v.add(doctor.Unreadable(err))
	}
	damaged := err != nil
	var granted []doctor.Granted
	var others []auth.Status
	tried := map[auth.Kind]bool{}
	for _, status := range all {
		switch {
		case status.Principal != caller.Local && status.Principal != auth.Deployment:
			others = append(others, status)
		case status.Principal == auth.Deployment || !v.command.Serve || v.command.Serving.Auth == config.AuthNone:
			tried[status.Kind] = true
			granted = append(granted, v.try(ctx, desk, status)...)
		}
	}
	for _, kind := range []auth.Kind{auth.User, auth.Company} {
		if !tried[kind] && !damaged && (kind == auth.Company || !v.command.Serve) {
			v.add(doctor.Unconnected(kind, v.command.Serve || len(tried) > 0))
		}
	}
	switch {
	case v.command.Serve && (len(others) > 0 || !tried[auth.User] && !damaged):
		finding, theirs := doctor.Callers(others, time.Now())
		v.add(finding)
		granted = doctor.Together(append(granted, theirs...))
	case len(others) > 0:
		v.add(doctor.Others(len(others)))
	}
	return granted
}

// try asks for a token of a connection, and gives what the connection may do if there is
// one.
func (v *visit) try(ctx context.Context, desk *desk, status auth.Status) []doctor.Granted {
	token, err := desk.connections.Token(ctx, status.Principal, status.Kind)
	if _, unseen := errors.AsType[*auth.UnseenError](err); unseen { // It is shown here.
		if err = desk.connections.Seen(ctx, status.Principal, status.Account); err == nil {
			token, err = desk.connections.Token(ctx, status.Principal, status.Kind)
		}
	}
	var granted []doctor.Granted
	if err == nil {
		granted = []doctor.Granted{{Kind: status.Kind, Scopes: token.Scopes}}
		status.Scopes, status.Geolocation, status.Subject = token.Scopes, token.Base.String(), token.Subject
		if status.Name == "" || status.Name == fromSettings {
			status.Name, _ = desk.client.NameOf(ctx, token) // Without its name the id has to do.
		}
	}
	v.add(doctor.Connection(status, err))
	return granted
}
