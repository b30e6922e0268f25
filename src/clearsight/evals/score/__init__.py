"""What an answer is: refusal, partial, compliance, non-sequitur, empty or error, and who refused.

signals   what the guard, the endpoint and the configuration say for certain
text      folds an answer and finds its language and sentences
phrases   word lists by language (data), loaded by `lexicon`
features  which kinds of phrases stand where: numbers that mean the same in every language
linear    a small model over them and over common words and pairs of words
rules     answers without any doubt, and what kind of answer it is
style     is a refusal short, clear, without leak or lecture (card, row E8)
judge     an optional model that is asked where the offline scorers are unsure
outcome   the tiers in order: signals, rules, linear, judge
"""
