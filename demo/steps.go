package demo

import "context"

// apply are the steps of someone who applies: begin, show the papers, submit.
func (s *Story) apply(form values) []Step {
	return []Step{
		{"start", s.start},
		{"title", func(ctx context.Context) error {
			return s.show(ctx, "apply", "residence-title", "residence-title.jpg", "photographs the residence title and hands it in")
		}},
		{"identity", func(ctx context.Context) error {
			return s.show(ctx, "apply", "identity-document", "passport.pdf", "hands in the passport")
		}},
		{"apply", func(ctx context.Context) error { return s.submit(ctx, "apply", form, "sends the application") }},
	}
}

// registration are all the steps of a registration with a duty to take part.
func (s *Story) registration(form values) []Step {
	const office, tester, provider = "weber", "brandt", "nowak"
	steps := s.apply(form)
	steps = append(steps, s.confirm(office, "yes")...)
	steps = append(steps, s.decide(tester, "test", placement(), "", "tests the German and reports the level")...)
	steps = append(steps, Step{"fillRegistration", func(ctx context.Context) error {
		return s.submit(ctx, "fillRegistration", registrationForm(), "fills in the registration for the course")
	}})
	steps = append(steps, s.decide(provider, "register", accepted(), "registration-confirmation", "accepts the registration")...)
	steps = append(steps, s.decide(office, "proof", values{}, "", "notes the proof of registration; nobody carried it there")...)
	steps = append(steps, Step{"acknowledge", func(ctx context.Context) error { return s.acknowledge(ctx, provider, "announceStart") }})
	steps = append(steps, s.decide(provider, "announceStart", announced(), "", "announces the start of the course")...)
	return append(steps,
		Step{"seeStart", func(ctx context.Context) error {
			return s.submit(ctx, "seeStart", values{}, "sees where and when the course starts")
		}},
		Step{"end", s.end},
	)
}

// confirm are the steps of the office that confirms an entitlement.
func (s *Story) confirm(clerk, duty string) []Step {
	return s.decide(clerk, "confirm", confirmed(duty), "entitlement-certificate", "confirms the entitlement and issues the certificate")
}

// decide are the steps of a clerk: take the task and read what is lent, hand in what
// the task produces (if anything), submit.
func (s *Story) decide(clerk, element string, form values, produces, what string) []Step {
	var task taskLine
	steps := []Step{{element + ".claim", func(ctx context.Context) (err error) {
		if task, err = s.claim(ctx, clerk, element); err != nil {
			return err
		}
		papers, err := s.read(ctx, clerk, task)
		if err == nil {
			s.say(clerk, "takes the task %s and reads %d papers", element, papers)
		}
		return err
	}}}
	if produces != "" {
		steps = append(steps, Step{element + ".paper", func(ctx context.Context) error {
			if err := s.handIn(ctx, clerk, task, produces, produces+".pdf", pdf("Demo: "+produces, "Case "+s.number)); err != nil {
				return err
			}
			s.say(clerk, "adds the %s", produces)
			return nil
		}})
	}
	return append(steps, Step{element, func(ctx context.Context) error {
		if err := s.complete(ctx, clerk, task, form); err != nil {
			return err
		}
		s.say(clerk, "%s", what)
		return nil
	}})
}

// show hands in one of the applicant's papers: photos for .jpg, else a PDF.
func (s *Story) show(ctx context.Context, element, item, name, what string) error {
	task, err := s.own(ctx, element)
	if err != nil {
		return err
	}
	file := pdf("Demo: "+item, "Applicant "+s.applicant)
	if len(name) > 4 && name[len(name)-4:] == ".jpg" {
		if file, err = photo(byte(len(s.applicant) * 20)); err != nil {
			return err
		}
	}
	if err := s.handIn(ctx, s.applicant, task, item, name, file); err != nil {
		return err
	}
	s.say(s.applicant, "%s", what)
	return nil
}

// submit completes the applicant's task at an element.
func (s *Story) submit(ctx context.Context, element string, form values, what string) error {
	task, err := s.own(ctx, element)
	if err != nil {
		return err
	}
	if err := s.complete(ctx, s.applicant, task, form); err != nil {
		return err
	}
	s.say(s.applicant, "%s", what)
	return nil
}

// reply is the step in which the applicant completes a task of theirs.
func (s *Story) reply(element string, form values, what string) Step {
	return Step{element, func(ctx context.Context) error { return s.submit(ctx, element, form, what) }}
}

// acknowledge plays the federal office's system until the case goes on with a
// clerk's task at an element. Where that system plays itself, its messages are the
// same, so that both together do it once.
func (s *Story) acknowledge(ctx context.Context, clerk, next string) error {
	office := newFederalOffice(s.caller)
	err := await(ctx, "the task after the acknowledgement", func(ctx context.Context) (bool, error) {
		if err := office.round(ctx); err != nil {
			return false, err
		}
		tasks, err := s.tasks(ctx, clerk, next)
		return len(tasks) > 0, err
	})
	if err == nil {
		s.say(federalOfficeSystem, "has fetched the registration and acknowledged it")
	}
	return err
}

// end waits until the case has ended.
func (s *Story) end(ctx context.Context) error {
	return await(ctx, "the end of the case", func(ctx context.Context) (bool, error) {
		v, err := s.view(ctx)
		if err != nil || v.State != "ended" {
			return false, err
		}
		s.outcome = v.Outcome
		s.say(s.applicant, "sees that the case has ended: %s", v.Outcome)
		return true, nil
	})
}
