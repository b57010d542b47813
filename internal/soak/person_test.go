package soak_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

const (
	modern = "2026-07-28"
	legacy = "2025-11-25"
	// longest is how long a caller waits for an answer.
	longest = 2 * time.Minute
)

// person is a caller: a client of its own, and what it remembers of its reports.
type person struct {
	rig    *rig
	number int
	login  string
	token  string
	chance *rand.Rand
	marks  int

	// era is the protocol version that it speaks, and sse the transport of before.
	era string
	sse bool
	// elicits says that the client can ask its user.
	elicits bool
	over    *http.Transport
	session *mcp.ClientSession

	// noApprover: Concur says that this person approves nothing.
	noApprover bool
	reports    []*report
	// gone are the reports that it was told are deleted.
	gone []string
}

// report is one that a caller has made.
type report struct {
	id, mark  string
	submitted bool
	expenses  []expense
	// unsure: what it holds is not known for sure.
	unsure bool
}

type expense struct{ id, mark string }

func newPerson(r *rig, number int, login, token string) *person {
	return &person{
		rig: r, number: number, login: login, token: token,
		chance: rand.New(rand.NewPCG(*seed, uint64(number)+1)), // The same again with the same seed.
		era:    []string{modern, modern, legacy}[number%3], sse: number%9 == 2, elicits: number%2 == 0,
		over: &http.Transport{MaxIdleConnsPerHost: 2},
	}
}

// RoundTrip sends a request with the token. A client of the newest protocol may be
// answered by any replica: one that is not there is passed over, as a load balancer does.
func (p *person) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+p.token)
	if r.URL.Host != anyReplica {
		return p.over.RoundTrip(r)
	}
	first := time.Now().Nanosecond() / 1000
	var response *http.Response
	var err error
	for n := range p.rig.replicas {
		r.URL.Host = p.rig.replicas[(first+n)%len(p.rig.replicas)].address
		r.Host = ""
		if n > 0 && r.GetBody != nil {
			if r.Body, err = r.GetBody(); err != nil {
				return nil, err
			}
		}
		response, err = p.over.RoundTrip(r)
		if dial, ok := errors.AsType[*net.OpError](err); !ok || dial.Op != "dial" {
			break
		}
	}
	return response, err
}

// anyReplica stands for whichever replica is there.
const anyReplica = "replicas.localhost"

// connect opens a session, until that works or the test ends.
func (p *person) connect(ctx context.Context) error {
	if p.session != nil {
		return nil
	}
	host := anyReplica
	if p.era == legacy { // A session lives in one replica.
		host = p.rig.replicas[p.chance.IntN(len(p.rig.replicas))].address
	}
	web := &http.Client{Transport: p}
	var transport mcp.Transport = &mcp.StreamableClientTransport{
		Endpoint: "http://" + host + "/mcp", HTTPClient: web, MaxRetries: -1, DisableStandaloneSSE: p.number%2 == 1,
	}
	if p.sse {
		transport = &mcp.SSEClientTransport{Endpoint: "http://" + host + "/sse", HTTPClient: web}
	}
	options := &mcp.ClientOptions{Capabilities: &mcp.ClientCapabilities{}}
	if p.elicits {
		options.Capabilities.Elicitation = &mcp.ElicitationCapabilities{Form: &mcp.FormElicitationCapabilities{}}
		options.ElicitationHandler = p.decide
	}
	client := mcp.NewClient(&mcp.Implementation{Name: "soak", Version: "1"}, options)
	session, err := client.Connect(ctx, transport, &mcp.ClientSessionOptions{ProtocolVersion: p.era})
	if err == nil {
		p.session = session
	}
	return err
}

func (p *person) leave() {
	if p.session != nil {
		_ = p.session.Close() // Its replica may be gone.
		p.session = nil
	}
}

// decide answers a question: most are agreed to, and none that would do something twice.
func (p *person) decide(_ context.Context, request *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
	action := "accept"
	if strings.Contains(request.Params.Message, "there will be two") || time.Now().Nanosecond()/1000%10 == 0 {
		action = "decline"
	}
	return &mcp.ElicitResult{Action: action}, nil
}

// call calls a tool. A question that a client without a user to ask gets is agreed to by
// calling again.
func (p *person) call(ctx context.Context, tool string, arguments map[string]any) answer {
	a := p.once(ctx, tool, arguments)
	if a.verdict != asked || strings.Contains(a.question, "there will be two") {
		return a
	}
	p.think(ctx, time.Second)
	again := maps.Clone(arguments)
	again["confirm_token"] = a.confirmToken
	return p.once(ctx, tool, again)
}

func (p *person) once(ctx context.Context, tool string, arguments map[string]any) answer {
	for p.connect(ctx) != nil { // Nothing was sent.
		if ctx.Err() != nil {
			return answer{verdict: nothing, text: "the run is over"}
		}
		p.think(ctx, time.Second)
	}
	encoded, err := json.Marshal(arguments)
	if err != nil {
		return answer{verdict: nothing, text: err.Error()}
	}
	patient, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	began := time.Now()
	a := read(p.session.CallTool(patient, &mcp.CallToolParams{Name: tool, Arguments: json.RawMessage(encoded)}))
	p.rig.figures.called(tool, a, time.Since(began))
	if a.verdict == lost {
		p.leave()
	}
	return a
}

// write calls a tool that is to do something once, and notes what was told.
func (p *person) write(ctx context.Context, i *intent, arguments map[string]any) answer {
	a := p.call(ctx, i.tool, arguments)
	p.rig.ledger.note(i, a)
	return a
}

// mark makes a mark that nobody has used.
func (p *person) mark() string {
	p.marks++
	return fmt.Sprintf("SK%02d-%05d", p.number, p.marks)
}

// think waits for as long as people do, around a middle.
func (p *person) think(ctx context.Context, middle time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(middle/2 + time.Duration(p.chance.Int64N(int64(middle)))):
	}
}
